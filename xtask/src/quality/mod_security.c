/* Reads requests from standard input, one a line: method, target, referrer and agent separated by tabs, without escapes but
 * the target's own. Writes the anomaly decision of ModSecurity for each: 1 where a disruptive action was asked for, else 0.
 * The last line written is the time in nanoseconds that the transactions took. Argument: the rules' main file. */
#include <modsecurity/modsecurity.h>
#include <modsecurity/rules_set.h>
#include <modsecurity/transaction.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

static void quiet(void *data, const void *message) { (void)data; (void)message; }

int main(int count, char **arguments) {
    const char *error = NULL;
    if (count != 2) return 2;
    ModSecurity *engine = msc_init();
    msc_set_log_cb(engine, (ModSecLogCb)quiet);
    RulesSet *rules = msc_create_rules_set();
    if (msc_rules_add_file(rules, arguments[1], &error) < 0) {
        fprintf(stderr, "%s\n", error ? error : "rules do not load");
        return 1;
    }
    static char line[1 << 17];
    long long spent = 0;
    while (fgets(line, sizeof line, stdin)) {
        line[strcspn(line, "\n")] = 0;
        char *rest = line;
        char *method = strsep(&rest, "\t"), *target = strsep(&rest, "\t"), *referrer = strsep(&rest, "\t"), *agent = rest;
        if (!agent) { puts("0"); continue; }
        struct timespec from, to;
        clock_gettime(CLOCK_MONOTONIC, &from);
        Transaction *transaction = msc_new_transaction(engine, rules, NULL);
        msc_process_connection(transaction, "192.0.2.1", 40000, "192.0.2.2", 80);
        msc_process_uri(transaction, target, method, "1.1");
        msc_add_request_header(transaction, (const unsigned char *)"Host", (const unsigned char *)"www.example.org");
        msc_add_request_header(transaction, (const unsigned char *)"Accept", (const unsigned char *)"*/*");
        if (strcmp(agent, "-")) msc_add_request_header(transaction, (const unsigned char *)"User-Agent", (const unsigned char *)agent);
        if (strcmp(referrer, "-")) msc_add_request_header(transaction, (const unsigned char *)"Referer", (const unsigned char *)referrer);
        msc_process_request_headers(transaction);
        msc_process_request_body(transaction);
        ModSecurityIntervention intervention = {200, 0, NULL, NULL, 0};
        int stopped = msc_intervention(transaction, &intervention);
        msc_transaction_cleanup(transaction);
        clock_gettime(CLOCK_MONOTONIC, &to);
        spent += (to.tv_sec - from.tv_sec) * 1000000000LL + (to.tv_nsec - from.tv_nsec);
        puts(stopped ? "1" : "0");
    }
    printf("%lld\n", spent);
    return 0;
}
