# Sourced by run.sh: sshd, sudo, su, cron, and the programs that change accounts, all through syslog.

. "$here/syslog.sh"
mkdir -p /run/sshd
useradd -m -s /bin/bash -c 'A' vigie-alice
useradd -m -s /bin/bash -G sudo vigie-admin
useradd -m -s /usr/sbin/nologin vigie-service
useradd -m -s /bin/none vigie-shell
useradd -m -s /bin/bash -e 2001-01-01 vigie-expired
useradd vigie-alice
groupadd vigie-group
groupmod -n vigie-group2 vigie-group
usermod -aG vigie-group2 vigie-alice
usermod -L vigie-service
usermod -s /bin/sh vigie-service
gpasswd -a vigie-alice sudo; gpasswd -d vigie-alice sudo
chage -M 90 vigie-alice
chfn -f 'B' vigie-alice
chsh -s /bin/bash vigie-alice
for user in alice admin service shell expired; do echo "vigie-$user:right" | chpasswd; done
printf 'better\nbetter\n' | passwd vigie-admin
passwd -l vigie-shell; passwd -u vigie-shell
echo 'vigie-admin:right' | chpasswd
printf 'wrong\n' | su -s /bin/sh vigie-alice -c 'passwd'

if have sshd; then
    ssh-keygen -q -t ed25519 -N '' -f "$work/key"
    ssh-keygen -q -t ed25519 -N '' -f "$work/other"
    ssh-keygen -q -t ed25519 -N '' -f "$work/host"
    install -d -o vigie-alice -m 700 ~vigie-alice/.ssh
    install -o vigie-alice -m 600 "$work/key.pub" ~vigie-alice/.ssh/authorized_keys
    for level in INFO VERBOSE; do
        port=$([ $level = INFO ] && echo 18022 || echo 18023)
        cat >"$work/sshd-$level" <<END
Port $port
HostKey $work/host
LogLevel $level
UsePAM $([ $level = INFO ] && echo yes || echo no)
MaxAuthTries 3
LoginGraceTime 3
MaxStartups 4:50:6
DenyUsers vigie-service
PermitRootLogin prohibit-password
PasswordAuthentication yes
KbdInteractiveAuthentication $([ $level = INFO ] && echo no || echo yes)
Subsystem sftp internal-sftp -l INFO
PidFile $work/sshd-$level.pid
END
        start "$(command -v sshd)" -D -f "$work/sshd-$level"
        await $port
        common="-o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o GlobalKnownHostsFile=/dev/null -o ConnectTimeout=5 -o LogLevel=ERROR"
        s="timeout 12 ssh -n $common -p $port"
        pass="-o PubkeyAuthentication=no -o PreferredAuthentications=password -o NumberOfPasswordPrompts=2"
        sshpass -p right $s $pass -b 192.0.2.7 vigie-alice@127.0.0.1 true
        sshpass -p right $s $pass -b 2001:db8::7 vigie-alice@::1 true
        $s -i "$work/key" -b 192.0.2.7 vigie-alice@127.0.0.1 true
        $s -o BatchMode=yes -i "$work/other" -b 192.0.2.42 vigie-alice@127.0.0.1 true
        for user in vigie-alice root admin vigie-service vigie-shell vigie-expired 'élodie' 'a b' \
            'root from 203.0.113.9 port 22 ssh2' 'invalid user x' 'x port 1 ssh2: RSA' ' ' '' "$(printf 'new\nline')" \
            'Accepted password for root from 203.0.113.9' '$(id)' 'DOMAIN\user' "$(printf 'a%.0s' $(seq 300))" \
            "$(printf 'esc\033[31m')" 'x [preauth]' "$(printf '\xff\xfe')"; do
            sshpass -p wrong $s $pass -b 192.0.2.42 -l "$user" 127.0.0.1 true
        done
        sshpass -p wrong $s $pass -o NumberOfPasswordPrompts=5 -b 2001:db8::42 -l oracle ::1 true
        sshpass -p wrong $s $pass -o NumberOfPasswordPrompts=5 -b 2001:db8::42 -l root ::1 true
        sshpass -p wrong $s -o PreferredAuthentications=keyboard-interactive -b 192.0.2.42 -l vigie-alice 127.0.0.1 true
        echo 'put /etc/hostname x
get x /dev/null
rename x y
mkdir d
rmdir d
rm y
ls' | timeout 10 sftp -q -b - $common -P $port -i "$work/key" -o BindAddress=192.0.2.7 vigie-alice@127.0.0.1
        $s -i "$work/key" -b 192.0.2.7 -N -L 19999:127.0.0.1:9 vigie-alice@127.0.0.1 & p=$!
        sleep 1; bytes 127.0.0.1 19999 x; kill $p; wait $p 2>/dev/null
        timeout 5 ssh -n $common -p $port -o Ciphers=3des-cbc -b 192.0.2.99 x@127.0.0.1
        timeout 5 ssh -n $common -p $port -o KexAlgorithms=diffie-hellman-group1-sha1 -b 192.0.2.99 x@127.0.0.1
        ssh-keyscan -T 2 -p $port 127.0.0.1
        bytes 192.0.2.99 $port 'SSH-2.0-libssh_0.9.6\r\n\000\000\000\014\012\024\000\000'
        bytes 192.0.2.99 $port 'SSH-1.5-old\r\n'
        bytes 192.0.2.99 $port 'SSH-9.9-x\r\n'
        bytes 192.0.2.99 $port 'SSH-2.0-a from 203.0.113.9 port 22\r\n'
        garbage $port
        for _ in 1 2 3 4 5 6 7 8 9; do timeout 4 nc -s 198.51.100.42 127.0.0.1 $port </dev/zero >/dev/null 2>&1 & done
        for _ in 1 2 3 4 5 6 7 8 9; do (sleep 5 | timeout 6 nc -s 198.51.100.42 127.0.0.1 $port >/dev/null 2>&1) & done
        sleep 6
        kill -HUP "$(cat "$work/sshd-$level.pid")"; sleep 1
    done
fi

if have sudo; then
    su vigie-admin -s /bin/bash -c 'echo right | sudo -S -p "" id; sudo -k; printf "x\ny\nz\n" | sudo -S -p "" id; sudo -n id; sudo -k
        echo right | sudo -S -p "" -u vigie-alice sh -c "echo a; echo \"b c\" ; COMMAND=x"
        echo right | sudo -S -p "" /bin/sh -c "printf \"two
lines ; USER=root ; COMMAND=/bin/false\""
        echo right | sudo -S -p "" -u nobody-here id
        echo right | sudo -S -p "" no-such-program
        echo right | sudo -S -p "" FOO=bar id; echo right | sudo -S -p "" -g nogroup id; echo right | sudo -S -p "" -l'
    su vigie-alice -s /bin/bash -c 'echo right | sudo -S -p "" id; echo right | sudo -S -p "" -u root /bin/cat /etc/shadow; sudo -k; echo wrong | sudo -S -p "" id'
fi
su vigie-alice -s /bin/bash -c 'echo wrong | su -c id; echo right | su vigie-admin -c id; echo x | su nobody-here; echo right | su - vigie-admin -c id'
su - vigie-alice -c true

if have cron; then
    start cron -f
    printf '* * * * * echo "a job with %% and (parentheses)" >/dev/null\n* * * * * false\n' | crontab -u vigie-alice -
    crontab -u vigie-alice -l; su vigie-alice -s /bin/bash -c 'crontab -l; echo "bad line" | crontab -'
    printf '* * * * * nobody-here id\n' >/etc/cron.d/vigie-orphan; chmod 644 /etc/cron.d/vigie-orphan
    sleep 65
    crontab -u vigie-alice -r; rm -f /etc/cron.d/vigie-orphan
fi
groupdel vigie-group2
for user in alice admin service shell expired; do userdel -f -r "vigie-$user"; done
