# Sourced by the mail parts: what clients, spammers and scanners say to a mail server, and what its server needs.

# Says lines to a server: FROM-ADDRESS PORT LINES…
says() {
    local from=$1 port=$2 to=127.0.0.1
    shift 2
    case $from in *:*) to=::1 ;; esac
    (for line in "$@"; do sleep 0.15; printf "$line\r\n"; done; sleep 0.4) | timeout 12 nc -w 2 -s "$from" $to "$port" >/dev/null 2>&1
}
b64() { printf "$1" | base64 -w0; }
smtp_visits() {
    local port=$1 sign_in_port=$2
    says 192.0.2.7 $port 'EHLO mail.example.net' 'MAIL FROM:<a@example.net>' 'RCPT TO:<alice@example.org>' DATA 'Subject: x' '' 'hello' . QUIT
    says 2001:db8::7 $port 'EHLO mail.example.net' 'MAIL FROM:<> SIZE=10' 'RCPT TO:<alice@example.org>' QUIT
    says 192.0.2.42 $port 'EHLO x' 'MAIL FROM:<a@example.net>' 'RCPT TO:<bob@example.com>' 'RCPT TO:<nobody@example.org>' 'RCPT TO:<alice@example.org>' QUIT
    says 192.0.2.42 $port 'HELO -bad_' 'MAIL FROM:<a b@example.net>' 'RCPT TO:<x@y@z>' 'MAIL FROM:a@example.net' 'RCPT TO:"quoted, from=<x> to=<y>"@example.com' RSET 'VRFY root' 'EXPN all' 'NOOP' 'HELP' 'ETRN x' 'TURN' QUIT
    says 192.0.2.42 $port "EHLO [192.0.2.42]; from=<x> to=<y> proto=SMTP helo=<z>" 'MAIL FROM:<root from=<x>@example.net>' 'RCPT TO:<a@example.com>; from=<f@e.org>' QUIT
    says 192.0.2.42 $port 'EHLO x' 'MAIL FROM:<a@example.net> SIZE=99999999999' 'MAIL FROM:<a@example.net> BODY=x' 'DATA' 'BDAT 1' QUIT
    says 192.0.2.42 $port 'EHLO x' 'AUTH LOGIN' "$(b64 vigie-alice)" "$(b64 wrong)" QUIT
    for port2 in $sign_in_port; do
        says 192.0.2.7 $port2 'EHLO x' "AUTH PLAIN $(b64 '\0alice@example.org\0right')" 'MAIL FROM:<alice@example.org>' 'RCPT TO:<bob@example.com>' DATA 'Subject: out' '' 'hello' . QUIT
        says 192.0.2.42 $port2 'EHLO x' 'AUTH LOGIN' "$(b64 alice@example.org)" "$(b64 wrong)" QUIT
        says 192.0.2.42 $port2 'EHLO x' 'AUTH LOGIN' "$(b64 nobody)" "$(b64 x)" 'AUTH LOGIN' "$(b64 'a, sasl_username=b')" "$(b64 x)" QUIT
        says 192.0.2.42 $port2 'EHLO x' "AUTH PLAIN $(b64 '\0root from 192.0.2.1\0x')" "AUTH PLAIN $(b64 '\0<b>, rip=203.0.113.9, method=PLAIN\0x')" "AUTH PLAIN !!!" 'AUTH CRAM-MD5' 'x' QUIT
        says 2001:db8::42 $port2 'EHLO x' "AUTH PLAIN $(b64 '\0élodie\0x')" "AUTH PLAIN $(b64 '\0new\nline\0x')" "AUTH NTLM" 'AUTH LOGIN' '*' QUIT
        says 192.0.2.42 $port2 'EHLO x' "AUTH LOGIN $(b64 'alice@example.org')"
        says 192.0.2.42 $port2 'EHLO x' 'MAIL FROM:<a@example.net>' QUIT
    done
    bytes 192.0.2.99 $port 'EHLO x\r\nMAIL FROM:<a@example.net>\r\nRCPT TO:<alice@example.org>\r\nDATA\r\nQUIT\r\n'
    (for _ in $(seq 30); do printf 'JUNK\r\n'; done; sleep 1) | timeout 8 nc -s 192.0.2.99 127.0.0.1 $port >/dev/null 2>&1
    (printf 'EHLO x\r\nSTARTTLS\r\n'; sleep 0.5; printf 'garbage\r\n\001\002\003'; sleep 0.5) | timeout 4 nc -s 192.0.2.99 127.0.0.1 $port >/dev/null 2>&1
    echo QUIT | timeout 5 openssl s_client -quiet -starttls smtp -connect 127.0.0.1:$port >/dev/null 2>&1
    garbage $port
    for _ in 1 2 3 4 5 6 7 8; do (sleep 2 | timeout 3 nc -s 198.51.100.42 127.0.0.1 $port >/dev/null 2>&1) & done
    sleep 3
}

openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=mail.example.org -keyout "$work/mail.key" -out "$work/mail.pem" 2>/dev/null
useradd -r -s /usr/sbin/nologin vigie-mail
mkdir -p "$work/mail" && chown vigie-mail "$work/mail"

