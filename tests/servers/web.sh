# Sourced by run.sh: nginx, Apache, HAProxy and Caddy, with the same visitors and the same scanners.

www=$work/www
mkdir -p "$www/private" "$www/listing" "$out/web"
echo '<h1>hello</h1>' >"$www/index.html"
echo 'secret' >"$www/private/index.html"
head -c 20000 /dev/zero | tr '\0' x >"$www/big.txt"
echo "alice:$(openssl passwd -apr1 right)" >"$work/users"
openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=www.example.org \
    -keyout "$work/key.pem" -out "$work/cert.pem" 2>/dev/null
cat "$work/cert.pem" "$work/key.pem" >"$work/both.pem"
chmod -R a+rX "$work"

# Visitors and scanners against one port.
visit() {
    local port=$1 c="curl -sk -o /dev/null -m 3"
    local at=http://127.0.0.1:$port
    $c --interface 192.0.2.7 $at/ -A 'Mozilla/5.0 (X11; Linux x86_64; rv:109.0) Gecko/20100101 Firefox/115.0' -e https://www.example.org/
    $c --interface 2001:db8::7 "http://[::1]:$port/" -H 'Host: www.example.org'
    $c --interface 192.0.2.7 "$at/index.html?a=1&b=%C3%A9t%C3%A9" -H 'Host: www.example.org:8080'
    $c --interface 192.0.2.7 -I $at/big.txt
    $c --interface 192.0.2.7 $at/big.txt -H 'Range: bytes=0-99'
    $c --interface 192.0.2.7 -X POST -d 'user=alice&pass=x' $at/login -e 'https://www.example.org/a?b="c"'
    $c --interface 192.0.2.7 -u alice:right $at/private/
    $c --interface 192.0.2.42 -u alice:wrong $at/private/
    $c --interface 192.0.2.42 -u 'nobody:x' $at/private/
    $c --interface 192.0.2.42 -u 'root" 200 0 "-":x' $at/private/
    $c --interface 2001:db8::42 -u 'élodie dupont:x' "http://[::1]:$port/private/"
    $c --interface 192.0.2.42 -u "$(printf 'a\nb'):x" $at/private/
    $c --interface 192.0.2.42 $at/private/
    $c --interface 192.0.2.42 $at/listing/
    $c --interface 192.0.2.23 "$at/?id=1'%20UNION%20SELECT%20null,version()--%20-" -A 'sqlmap/1.7'
    $c --interface 192.0.2.23 --path-as-is "$at/../../../../etc/passwd" -A ''
    $c --interface 192.0.2.23 --path-as-is "$at/cgi-bin/.%2e/.%2e/bin/sh"
    $c --interface 192.0.2.23 $at/.env -A '() { :;}; echo vulnerable' -e '<script>alert(1)</script>'
    $c --interface 192.0.2.23 "$at/%00%0d%0aX:%20y" -A "$(printf 'a\tb\\"c\x01\xff')"
    $c --interface 192.0.2.23 "$at/wp-login.php" -H 'X-Forwarded-For: 203.0.113.9' -A '"; 192.0.2.1 - - [x] "GET / HTTP/1.1" 200 1'
    $c --interface 192.0.2.23 -X PROPFIND $at/
    $c --interface 192.0.2.23 -X 'TRACE' $at/
    $c --interface 192.0.2.23 --http2-prior-knowledge $at/
    $c --interface 192.0.2.23 -x 127.0.0.1:$port http://www.example.com/
    $c --interface 192.0.2.23 -x 127.0.0.1:$port -p https://www.example.com/
    $c --interface 192.0.2.23 "$at/$(printf 'a%.0s' $(seq 9000))"
    $c --interface 192.0.2.23 $at/ -H "X-Long: $(printf 'a%.0s' $(seq 40000))"
    $c --interface 192.0.2.23 -X POST --data-binary @"$www/big.txt" $at/
    $c --interface 192.0.2.23 -H 'Host: a b' $at/
    $c --interface 192.0.2.23 -H 'Host:' $at/
    $c --interface 192.0.2.23 -H 'Host: a/../b' $at/
    $c --interface 192.0.2.23 -H 'Content-Length: -1' $at/
    $c --interface 192.0.2.23 -H 'Transfer-Encoding: bogus' -d x $at/
    $c --interface 192.0.2.7 $at/upstream/
    bytes 192.0.2.23 "$port" 'GET /\r\n'
    bytes 192.0.2.23 "$port" 'GET / HTTP/9.9\r\n\r\n'
    bytes 192.0.2.23 "$port" 'get / http/1.1\r\n\r\n'
    bytes 192.0.2.23 "$port" 'GET /\377\376\200\001 "x" \\ HTTP/1.0\r\nUser-Agent: \351\377"\\\r\n\r\n'
    bytes 192.0.2.23 "$port" 'GET /a b c HTTP/1.1\r\nHost: x\r\n\r\n'
    bytes 192.0.2.23 "$port" 'GET  /two  HTTP/1.1\r\nHost: x\r\n\r\n'
    bytes 192.0.2.23 "$port" 'GET /x HTTP/1.1\r\n\r\n'
    bytes 192.0.2.23 "$port" 'GET /x HTTP/1.1\r\nHost: x\r\nbad header\r\n: y\r\n\r\n'
    bytes 192.0.2.23 "$port" 'POST /x HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc'
    bytes 192.0.2.23 "$port" 'GET /slow HTTP/1.1\r\nHost:'
    bytes 192.0.2.23 "$port" 'OPTIONS * HTTP/1.0\r\n\r\n'
    bytes 192.0.2.23 "$port" 'CONNECT mail.example.com:25 HTTP/1.0\r\n\r\n'
    bytes 192.0.2.23 "$port" 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'
    bytes 192.0.2.23 "$port" '\r\n\r\n'
    garbage "$port"
}

if have nginx; then
    cat >"$work/nginx.conf" <<END
daemon off;
pid $work/nginx.pid;
user www-data;
error_log $out/web/nginx-error.log info;
events { worker_connections 64; }
http {
    log_format vhost '\$host:\$server_port \$remote_addr - \$remote_user [\$time_local] "\$request" \$status \$body_bytes_sent "\$http_referer" "\$http_user_agent"';
    log_format more '\$remote_addr - \$remote_user [\$time_local] "\$request" \$status \$body_bytes_sent "\$http_referer" "\$http_user_agent" "\$http_x_forwarded_for" rt=\$request_time uct="\$upstream_connect_time"';
    log_format main_json escape=json '{"time":"\$time_iso8601","remote_addr":"\$remote_addr","remote_user":"\$remote_user","host":"\$host","request":"\$request","status":\$status,"bytes":\$body_bytes_sent,"referer":"\$http_referer","agent":"\$http_user_agent","request_time":\$request_time}';
    log_format parts_json escape=json '{"@timestamp":"\$time_iso8601","client_ip":"\$remote_addr","method":"\$request_method","uri":"\$request_uri","protocol":"\$server_protocol","status":"\$status","body_bytes_sent":"\$body_bytes_sent","http_user_agent":"\$http_user_agent","server_name":"\$server_name"}';
    access_log $out/web/nginx-combined.log combined;
    access_log $out/web/nginx-vhost.log vhost;
    access_log $out/web/nginx-more.log more;
    access_log $out/web/nginx-json.log main_json;
    access_log $out/web/nginx-json-parts.log parts_json;
    limit_req_zone \$binary_remote_addr zone=few:1m rate=1r/s;
    limit_conn_zone \$binary_remote_addr zone=conns:1m;
    client_header_timeout 1s; client_body_timeout 1s; client_max_body_size 10k;
    server {
        listen 18081; listen [::]:18081; server_name www.example.org; root $www;
        location /private/ { auth_basic x; auth_basic_user_file $work/users; }
        location /upstream/ { proxy_pass http://127.0.0.1:9; }
        location /limited { limit_req zone=few; limit_conn conns 1; }
        location /denied { deny all; }
    }
    server { listen 18444 ssl; server_name tls.example.org; root $www; ssl_certificate $work/cert.pem; ssl_certificate_key $work/key.pem; }
}
END
    start nginx -c "$work/nginx.conf"
    await 18081
    visit 18081
    for _ in 1 2 3 4; do curl -s -o /dev/null --interface 192.0.2.42 http://127.0.0.1:18081/limited; done
    curl -s -o /dev/null --interface 192.0.2.42 http://127.0.0.1:18081/denied
    curl -sk -o /dev/null --interface 192.0.2.7 https://127.0.0.1:18444/
    curl -sk -o /dev/null --interface 192.0.2.7 --tls-max 1.1 https://127.0.0.1:18444/
    curl -s -o /dev/null --interface 192.0.2.7 https://127.0.0.1:18444/
    garbage 18444
    kill -HUP "$(cat "$work/nginx.pid")"; sleep 1
fi

if have apache2; then
    mods=/usr/lib/apache2/modules
    {
        for m in mpm_event authn_core authn_file authz_core authz_user authz_host auth_basic auth_digest alias dir autoindex mime \
            socache_shmcb ssl proxy proxy_http rewrite reqtimeout cgid http2 unique_id; do
            echo "LoadModule ${m}_module $mods/mod_$m.so"
        done
        cat <<END
ServerName www.example.org
ServerRoot $work
TypesConfig /etc/mime.types
PidFile $work/apache.pid
DefaultRuntimeDir $work
Mutex file:$work
Listen 18082
Listen 18445
User www-data
Group www-data
LogLevel info
ErrorLog $out/web/apache-error.log
LogFormat "%h %l %u %t \"%r\" %>s %O \"%{Referer}i\" \"%{User-Agent}i\"" combined
LogFormat "%v:%p %h %l %u %t \"%r\" %>s %O \"%{Referer}i\" \"%{User-Agent}i\"" vhost_combined
LogFormat "%h %l %u %t \"%r\" %>s %b" common
CustomLog $out/web/apache-combined.log combined
CustomLog $out/web/apache-vhost.log vhost_combined
CustomLog $out/web/apache-common.log common
DocumentRoot $www
DirectoryIndex index.html
RequestReadTimeout header=1 body=1
LimitRequestBody 10000
<Directory $www>
Options -Indexes
Require all granted
</Directory>
<Location /private>
AuthType Basic
AuthName x
AuthBasicProvider file
AuthUserFile $work/users
Require valid-user
</Location>
<Location /denied>
Require all denied
</Location>
ScriptAlias /cgi-bin/ $www/cgi-bin/
ProxyPass /upstream/ http://127.0.0.1:9/
<VirtualHost *:18082>
</VirtualHost>
<VirtualHost *:18445>
ServerName tls.example.org
SSLEngine on
SSLCertificateFile $work/cert.pem
SSLCertificateKeyFile $work/key.pem
CustomLog $out/web/apache-vhost.log vhost_combined
</VirtualHost>
END
    } >"$work/apache.conf"
    mkdir -p "$www/cgi-bin"
    printf '#!/bin/sh\necho oops >&2\nexit 1\n' >"$www/cgi-bin/bad.sh"; chmod 755 "$www/cgi-bin" "$www/cgi-bin/bad.sh"
    start apache2 -f "$work/apache.conf" -DFOREGROUND
    await 18082
    visit 18082
    curl -s -o /dev/null --interface 192.0.2.42 http://127.0.0.1:18082/denied
    curl -s -o /dev/null --interface 192.0.2.42 http://127.0.0.1:18082/cgi-bin/bad.sh
    curl -s -o /dev/null --interface 192.0.2.42 http://127.0.0.1:18082/cgi-bin/none.sh
    curl -sk -o /dev/null --interface 192.0.2.7 https://127.0.0.1:18445/
    curl -sk -o /dev/null --interface 192.0.2.7 -H 'Host: other.example.net' https://127.0.0.1:18445/
    garbage 18445
    kill -USR1 "$(cat "$work/apache.pid")"; sleep 1
fi

if have haproxy; then
    cat >"$work/haproxy.cfg" <<END
global
    log stdout format rfc3164 local0
defaults
    log global
    timeout client 2s
    timeout connect 1s
    timeout server 2s
    timeout http-request 1s
frontend www
    mode http
    option httplog
    bind :::18083 v4v6
    capture request header Host len 30
    capture request header User-Agent len 64
    http-request deny if { path_beg /denied }
    use_backend dead if { path_beg /upstream }
    default_backend nginx
frontend plain
    mode http
    option httplog
    bind :18086
    default_backend nginx
frontend clf
    mode http
    option httplog clf
    bind :18087
    default_backend nginx
frontend tcp
    mode tcp
    option tcplog
    bind :18088
    default_backend raw
frontend tls
    mode http
    option httplog
    bind :18446 ssl crt $work/both.pem
    default_backend nginx
backend nginx
    mode http
    server n1 127.0.0.1:18081
backend raw
    mode tcp
    server n1 127.0.0.1:18081
backend dead
    mode http
    server d1 127.0.0.1:9 check inter 500ms
END
    haproxy -f "$work/haproxy.cfg" >"$out/web/haproxy.log" 2>"$out/web/haproxy-console.log" &
    started+=($!)
    await 18083
    visit 18083
    visit 18086
    visit 18087
    curl -s -o /dev/null --interface 192.0.2.42 http://127.0.0.1:18083/denied
    curl -s -o /dev/null --interface 192.0.2.42 http://127.0.0.1:18088/
    curl -sk -o /dev/null --interface 192.0.2.42 https://127.0.0.1:18446/
    garbage 18088
    garbage 18446
fi

if have caddy; then
    cat >"$work/Caddyfile" <<END
{
    admin off
    auto_https off
    log {
        output file $out/web/caddy-runtime.log
    }
}
http://:18084 {
    root * $www
    basicauth /private/* {
        alice $(caddy hash-password --plaintext right 2>/dev/null)
    }
    reverse_proxy /upstream/* 127.0.0.1:9
    file_server
    log {
        output file $out/web/caddy-access.log
    }
}
END
    HOME=$work start caddy run --adapter caddyfile --config "$work/Caddyfile"
    await 18084
    visit 18084
fi
sleep 2
