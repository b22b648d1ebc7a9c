# Sourced by run.sh: Exim. Debian installs it instead of Postfix; VIGIE_EXIM may name one that was only unpacked.

. "$here/smtp.sh"
exim=${VIGIE_EXIM:-exim4}
if have "$exim"; then
id -u Debian-exim >/dev/null 2>&1 || useradd -r -s /usr/sbin/nologin Debian-exim
    mkdir -p "$work/exim/db" "$work/exim/input" "$out/mail/exim"
    chown -R vigie-mail "$work/exim" "$out/mail/exim"
    cat >"$work/exim.conf" <<END
exim_user = vigie-mail
exim_group = vigie-mail
spool_directory = $work/exim
log_file_path = $out/mail/exim/%slog
primary_hostname = mail.example.org
domainlist local_domains = example.org
daemon_smtp_ports = 18028
tls_advertise_hosts = *
tls_certificate = $work/mail.pem
tls_privatekey = $work/mail.key
log_selector = +incoming_port +smtp_protocol_error +smtp_syntax_error +tls_cipher +all_parents +received_recipients +smtp_connection +smtp_incomplete_transaction +smtp_no_mail
smtp_accept_max = 6
smtp_accept_max_per_host = 4
smtp_receive_timeout = 4s
message_size_limit = 100000
acl_smtp_rcpt = rcpt
acl_smtp_helo = helo
never_users =
keep_environment =
begin acl
helo:
  drop condition = \${if match{\$sender_helo_name}{drop}}
  accept
rcpt:
  deny message = restricted characters in address
       local_parts = ^[.] : ^.*[@%!/|]
  require verify = sender
  accept authenticated = *
  deny message = relay not permitted
       domains = ! +local_domains
  require verify = recipient
  accept
begin routers
local:
  driver = accept
  domains = +local_domains
  local_parts = alice : bob
  transport = file
remote:
  driver = manualroute
  domains = ! +local_domains
  route_list = * 127.0.0.1::9
  self = send
  transport = smtp
begin transports
file:
  driver = appendfile
  file = $work/mail/exim-mbox
  user = vigie-mail
smtp:
  driver = smtp
begin retry
* * F,1h,15m
begin authenticators
plain:
  driver = plaintext
  public_name = PLAIN
  server_prompts = :
  server_condition = \${if and{{eq{\$auth2}{alice@example.org}}{eq{\$auth3}{right}}}}
  server_set_id = \$auth2
login:
  driver = plaintext
  public_name = LOGIN
  server_prompts = Username:: : Password::
  server_condition = \${if and{{eq{\$auth1}{alice@example.org}}{eq{\$auth2}{right}}}}
  server_set_id = \$auth1
END
    start "$exim" -C "$work/exim.conf" -bdf -q1m
    await 18028
    smtp_visits 18028 18028
    says 192.0.2.42 18028 'EHLO drop'
    printf 'Subject: local\n\nx\n' | "$exim" -C "$work/exim.conf" -f root@example.org alice@example.org bob@example.com
    sleep 2
    "$exim" -C "$work/exim.conf" -qf
fi
sleep 2
userdel -f vigie-mail 2>/dev/null
