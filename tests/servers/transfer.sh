# Sourced by run.sh: vsftpd, and ProFTPD where it is installed (VIGIE_PROFTPD may name one that was only unpacked).

mkdir -p "$out/transfer"
useradd -m -s /bin/bash vigie-ftp && echo 'vigie-ftp:right' | chpasswd
grep -qx /bin/bash /etc/shells || echo /bin/bash >>/etc/shells
echo hello >~vigie-ftp/file.txt

ftp_visits() {
    local port=$1 c="curl -s -o /dev/null -m 5 --disable-epsv"
    $c --interface 192.0.2.7 -u vigie-ftp:right ftp://127.0.0.1:$port/file.txt
    $c --interface 192.0.2.7 -u vigie-ftp:right -T "$here/run.sh" ftp://127.0.0.1:$port/up.txt
    $c --interface 192.0.2.7 -u vigie-ftp:right -Q 'MKD d' -Q 'RMD d' -Q 'DELE up.txt' ftp://127.0.0.1:$port/
    $c --interface 192.0.2.7 -u vigie-ftp:right ftp://127.0.0.1:$port/none.txt
    $c --interface 192.0.2.42 -u vigie-ftp:wrong ftp://127.0.0.1:$port/
    $c --interface 192.0.2.42 -u root:x ftp://127.0.0.1:$port/
    $c --interface 192.0.2.42 -u nobody-here:x ftp://127.0.0.1:$port/
    $c --interface 192.0.2.42 -u anonymous:a@example.net ftp://127.0.0.1:$port/
    $c --interface 192.0.2.42 -u 'a b] FAIL LOGIN: Client "203.0.113.9":x' ftp://127.0.0.1:$port/
    $c --interface 192.0.2.42 -u 'élodie:x' ftp://127.0.0.1:$port/
    bytes 192.0.2.42 "$port" 'USER x\r\nPASS y\r\nUSER root\r\nPASS z\r\nQUIT\r\n'
    bytes 192.0.2.42 "$port" 'PASV\r\nLIST\r\nSITE EXEC id\r\nQUIT\r\n'
    garbage "$port"
}

if have vsftpd; then
    for name in own xfer; do
        port=$([ $name = own ] && echo 18121 || echo 18122)
        cat >"$work/vsftpd-$name.conf" <<END
listen=YES
listen_port=$port
listen_address=0.0.0.0
background=NO
anonymous_enable=NO
local_enable=YES
write_enable=YES
xferlog_enable=YES
xferlog_std_format=$([ $name = xfer ] && echo YES || echo NO)
xferlog_file=$out/transfer/vsftpd-$name.log
vsftpd_log_file=$out/transfer/vsftpd-$name.log
log_ftp_protocol=$([ $name = own ] && echo YES || echo NO)
seccomp_sandbox=NO
secure_chroot_dir=$work
pam_service_name=vsftpd
max_per_ip=3
END
        start vsftpd "$work/vsftpd-$name.conf"
        await $port
        ftp_visits $port
    done
fi

proftpd=${VIGIE_PROFTPD:-proftpd}
if have "$proftpd"; then
    cat >"$work/proftpd.conf" <<END
ServerName vigie
ServerType standalone
Port 18123
UseIPv6 off
User nobody
Group nogroup
AuthPAM off
AuthOrder mod_auth_unix.c
SystemLog $out/transfer/proftpd.log
TransferLog $out/transfer/proftpd-transfer.log
PidFile $work/proftpd.pid
ScoreboardFile $work/proftpd.score
DelayEngine off
MaxLoginAttempts 2
RequireValidShell off
END
    # In the foreground it would write to the console, not to its log.
    "$proftpd" -c "$work/proftpd.conf" 2>>"$work/console.log"
    await 18123
    started+=("$(cat "$work/proftpd.pid")")
    ftp_visits 18123
fi
userdel -r vigie-ftp 2>/dev/null
sleep 1
