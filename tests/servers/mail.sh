# Sourced by run.sh: Postfix with Dovecot behind it.

. "$here/syslog.sh"
. "$here/smtp.sh"

if have dovecot; then
    mkdir -p /var/spool/postfix/private "$out/mail"
    cat >"$work/passwd" <<END
alice@example.org:{PLAIN}right
bob@example.org:{PLAIN}right
END
    uid=$(id -u vigie-mail) gid=$(id -g vigie-mail)
    for name in syslog verbose; do
        shift_ports=$([ $name = syslog ] && echo 0 || echo 1)
        cat >"$work/dovecot-$name.conf" <<END
base_dir = $work/dovecot-$name
instance_name = vigie-$name
protocols = imap pop3 lmtp
listen = 127.0.0.1, ::1
log_path = $([ $name = syslog ] && echo syslog || echo "$out/mail/dovecot-verbose.log")
auth_verbose = yes
$([ $name = verbose ] && printf 'mail_debug = no\nauth_debug = yes\nverbose_ssl = yes\n')
disable_plaintext_auth = $([ $name = syslog ] && echo no || echo yes)
auth_mechanisms = plain login cram-md5
ssl = yes
ssl_cert = <$work/mail.pem
ssl_key = <$work/mail.key
mail_location = maildir:$work/mail/%u
mail_max_userip_connections = 3
first_valid_uid = 1
passdb {
  driver = passwd-file
  args = $work/passwd
}
userdb {
  driver = static
  args = uid=$uid gid=$gid home=$work/mail/%u
}
service imap-login {
  inet_listener imap {
    port = 1814$shift_ports
  }
  inet_listener imaps {
    port = 1899$((3 + shift_ports * 2))
  }
}
service pop3-login {
  inet_listener pop3 {
    port = 1811$shift_ports
  }
  inet_listener pop3s {
    port = 1899$((4 + shift_ports * 2))
  }
}
service lmtp {
  unix_listener $work/lmtp-$name {
    mode = 0666
  }
}
service auth {
  unix_listener $([ $name = syslog ] && echo /var/spool/postfix/private/vigie-auth || echo $work/auth-$name) {
    mode = 0666
  }
}
END
        start dovecot -F -c "$work/dovecot-$name.conf"
    done
    await 18140; await 18141
    for base in 0 1; do
        imap=1814$base pop=1811$base
        says 192.0.2.7 $imap 'a LOGIN alice@example.org right' 'b SELECT INBOX' 'c LOGOUT'
        says 2001:db8::7 $imap 'a LOGIN alice@example.org right' 'c LOGOUT'
        says 192.0.2.42 $imap 'a LOGIN alice@example.org wrong' 'b LOGIN alice@example.org wrong2' 'c LOGOUT'
        says 192.0.2.42 $imap 'a LOGIN nobody@example.org x' 'b LOGIN "root from 203.0.113.9" x' 'c LOGIN "x>, method=PLAIN, rip=203.0.113.9, lip=192.0.2.1" x'
        says 192.0.2.42 $imap 'a LOGIN "user=<y>" x' 'b LOGIN é x' 'c AUTHENTICATE PLAIN' "$(b64 '\0a\nb\0x')" 'd LOGIN "" ""' 'e LOGIN "a b@example.org" x'
        says 192.0.2.42 $imap 'a AUTHENTICATE CRAM-MD5' 'eHh4' 'b AUTHENTICATE NTLM' 'c AUTHENTICATE PLAIN' '*' 'd AUTHENTICATE PLAIN' '!!!'
        says 192.0.2.42 $imap 'a CAPABILITY' 'x' 'y' 'z' 'a' 'b' 'c' 'd' 'e' 'f' 'g' 'h'
        says 192.0.2.7 $imap "a LOGIN alice@example.org right" 'b SELECT INBOX' 'x BOGUS' 'c FETCH 1 BODY[]' 'd STORE 1 +FLAGS (\\Deleted)' 'e EXPUNGE' 'f DELETE x'
        says 192.0.2.7 $pop 'USER alice@example.org' 'PASS right' STAT QUIT
        says 2001:db8::42 $pop 'USER alice@example.org' 'PASS wrong' 'USER nobody' 'PASS x' QUIT
        says 192.0.2.42 $pop 'USER a' QUIT
        says 192.0.2.42 $pop 'AUTH PLAIN' "$(b64 '\0root\0x')" 'APOP x y' QUIT
        garbage $imap; garbage $pop
        for _ in 1 2 3 4 5; do (sleep 0.2; printf 'a LOGIN bob@example.org right\r\n'; sleep 2) | timeout 4 nc -s 198.51.100.7 127.0.0.1 $imap >/dev/null 2>&1 & done
        sleep 3
        garbage 1899$((3 + base * 2))
        (echo 'a LOGIN alice@example.org right'; sleep 1; echo 'b LOGOUT') | timeout 5 openssl s_client -quiet -connect 127.0.0.1:1899$((3 + base * 2)) >/dev/null 2>&1
        (echo 'a LOGIN alice@example.org wrong'; sleep 3) | timeout 5 openssl s_client -quiet -connect 127.0.0.1:1899$((3 + base * 2)) >/dev/null 2>&1
        doveadm -c "$work/dovecot-$([ $base = 0 ] && echo syslog || echo verbose).conf" reload
    done
fi

if have postfix; then
    cp -r /etc/postfix "$work/postfix"
    [ -f "$work/postfix/master.cf" ] || cp /usr/share/postfix/master.cf.dist "$work/postfix/master.cf"
    [ -f "$work/postfix/main.cf" ] || cp /usr/share/postfix/main.cf.debian "$work/postfix/main.cf"
    cat >>"$work/postfix/main.cf" <<END
compatibility_level = 3.6
maillog_file =
myhostname = mail.example.org
mydestination = example.org, localhost
mynetworks = 127.0.0.0/8
inet_protocols = all
alias_maps =
alias_database =
local_recipient_maps = inline:{alice=x bob=x vigie-mail=x}
luser_relay =
mailbox_transport = lmtp:unix:$work/lmtp-syslog
smtpd_tls_cert_file = $work/mail.pem
smtpd_tls_key_file = $work/mail.key
smtpd_tls_security_level = may
smtpd_tls_loglevel = 1
smtpd_sasl_type = dovecot
smtpd_sasl_path = private/vigie-auth
smtpd_helo_restrictions = reject_invalid_helo_hostname
smtpd_recipient_restrictions = permit_sasl_authenticated, reject_unauth_destination
smtpd_client_connection_count_limit = 4
smtpd_client_connection_rate_limit = 200
smtpd_client_event_limit_exceptions =
smtpd_error_sleep_time = 0s
smtpd_soft_error_limit = 5
smtpd_hard_error_limit = 12
smtpd_timeout = 5s
message_size_limit = 100000
bounce_queue_lifetime = 0
END
    sed -i '/^smtp *inet/d' "$work/postfix/master.cf"
    cat >>"$work/postfix/master.cf" <<END
18025 inet n - n - - smtpd
18026 inet n - n - - smtpd -v
18587 inet n - n - - smtpd
  -o syslog_name=postfix/submission
  -o smtpd_sasl_auth_enable=yes
  -o smtpd_client_restrictions=permit_sasl_authenticated,reject
18027 inet n - n - 1 postscreen
smtpd pass - - n - - smtpd
dnsblog unix - - n - 0 dnsblog
tlsproxy unix - - n - 0 tlsproxy
END
    sed -i -E 's/^((\S+\s+){4})y(\s)/\1n\3/' "$work/postfix/master.cf"
    cp "$work/postfix/main.cf" "$work/postfix/master.cf" /etc/postfix/
    postfix start >>"$work/console.log" 2>&1
    await 18025
    smtp_visits 18025 18587
    smtp_visits 18027 18587
    says 192.0.2.42 18026 'EHLO x' 'MAIL FROM:<a@example.net>' 'RCPT TO:<bob@example.com>' 'RCPT TO:<alice@example.org>' DATA 'Subject: v' '' 'x' . QUIT
    says 192.0.2.42 18026 'EHLO < unknown[203.0.113.9]: AUTH = x' 'MAIL FROM:<reject: RCPT from unknown[203.0.113.9]: 554@x>' QUIT
    printf 'Subject: local\n\nx\n' | sendmail -f root alice@example.org bob@example.com nobody@example.org
    sleep 4
    postqueue -p >/dev/null; postqueue -f; postfix reload 2>/dev/null; postsuper -h ALL; postsuper -H ALL; postsuper -d ALL 2>/dev/null
    sleep 3
    postfix stop 2>/dev/null
fi
sleep 2
userdel -f vigie-mail 2>/dev/null
