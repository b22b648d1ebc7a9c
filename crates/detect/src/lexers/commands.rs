//! The names of commands, by their first letter: of Unix (POSIX, coreutils, util-linux, GTFOBins' index of names, Debian's packages of the base system) and of Windows
//! (Microsoft's list of commands, LOLBAS' index of names, PowerShell's aliases). Knows nothing of what they do or where they stand.

/// Whether a name is a command and no word of a language: `whoami`, `wget`.
pub(super) fn is_rare(name: &[u8]) -> bool {
    let of_a_family = FAMILIES.iter().any(|family| {
        name.strip_prefix(*family).is_some_and(|rest| rest.len() > 2 && rest.iter().all(u8::is_ascii_alphanumeric))
    });
    of_a_family || is_in(&RARE, name) || name.starts_with(b"python") && name.len() <= 10
}

/// Whether a name is a command and also a word in English, French or Spanish, or what a sentence may hold: `cat`, `sleep`.
pub(super) fn is_word(name: &[u8]) -> bool {
    is_in(&WORDS, name)
}

/// Whether a command speaks the language of the web itself, so that its bare name is what an honest client calls itself.
pub(super) fn is_client(name: &[u8]) -> bool {
    matches!(
        name,
        b"curl"
            | b"wget"
            | b"lynx"
            | b"w3m"
            | b"aria2c"
            | b"perl"
            | b"php"
            | b"ruby"
            | b"lua"
            | b"nmap"
            | b"masscan"
            | b"wpscan"
    ) || name.starts_with(b"python")
        || name.starts_with(b"lwp-")
}

/// Whether a name stands in its letter's line. A name that does not begin with a letter is none of them.
fn is_in(lines: &[&str; 26], name: &[u8]) -> bool {
    let Some(line) = name.first().and_then(|first| lines.get(usize::from(first.wrapping_sub(b'a')))) else {
        return false;
    };
    line.as_bytes().split(|byte| *byte == b' ').any(|word| word == name)
}

/// Families of commands with a prefix of their own: AppArmor's, Debian's, systemd's, file systems', Xen's and LXC's.
const FAMILIES: &[&[u8]] =
    &[b"aa-", b"apt-", b"dpkg-", b"debconf-", b"systemd-", b"mkfs.", b"fsck.", b"grub-", b"lxc-", b"pam-", b"pg_"];

/// Names that no language has as a word.
const RARE: [&str; 26] = [
    "aa-exec accesschk add-apt-repository addgroup addpart adduser adplus agetty ansible apache2ctl \
     apachectl apk appcmd appinstaller apropos apt apt-cache apt-get apt-key aptitude aria2c arp \
     arp-scan arping ascii-xfr ascii85 ash assoc atobm attrib auditctl auditpol autochk awk",
    "b2sum badblocks base32 base58 base64 basename basenc basez bash bcdboot bcdedit bconsole bginfo \
     bitsadmin blkdiscard blkid bootcfg bpftool bpftrace brctl bsdtar bunzip2 busctl busybox bzcat \
     bzgrep bzip2 bzless",
    "c89 c99 cabal cacls capsh certoc certreq certutil cfdisk chage chattr chcon chcp chcpu chef chfn \
     chgpasswd chgrp chkconfig chkdsk chkntfs chmem chmod choom chown chpasswd chroot chrt chsh chvt \
     cipher cksum clusterdb cmd cmdkey cmstp cobc cowsay cowthink cpan cpio cpulimit createdb \
     createuser crontab cscli cscript csh csplit csvde csvtool cupsfilter curl curlftpfs",
    "dash dcdiag dcfldd dd debugfs defrag delgroup delpart deluser depmod devcon dfsutil dhclient \
     diantz dig dir dircolors dirname diskpart diskshadow dism dmesg dmidecode dmsetup dnf dnscmd \
     dnsmasq doas docker domainname dos2unix dosbox doskey dpkg dpkg-reconfigure driverquery dropdb \
     dropuser dsacls dsadd dsget dsmod dsquery dsrm dumpbin dumpe2fs dvips dxdiag",
    "e2fsck e2label easy_install efax egrep envsubst esentutl esxcli ethtool eventcreate eventvwr \
     exiftool extrac32",
    "faillock faillog fakeroot fallocate fdisk fgrep fincore findfs findmnt finger firejail flatpak \
     fltmc forfiles fping fsck fsfreeze fstrim fsutil ftp ftype fuser",
    "gawk gcc gci gcm gcore gdb gdbus gdr genisoimage getcap getconf getent getfacl getmac getopt \
     getpcaps getty ghy ginsh git-shell gjb gluster gmo gpasswd gpg gpresult gpscript gpupdate grep \
     groupadd groupdel groupmod grpck grub-install gsettings gsnp gsv gtester gunzip gwmi gzcat gzexe \
     gzip",
    "hdparm hexdump hexedit hostid hostnamectl hping hping3 htop hwclock",
    "icacls iconv id ie4uinit ieexec iex ifconfig ifdown ifmember ifstat iftop ifup ihy infocmp initctl \
     inotifywait insmod installutil invoke-rc.d ionice iostat iotop ip ip6tables ipcmk ipconfig ipcrm \
     ipcs ipcsv ipmo iptables iptables-save irb ischroot iwconfig iwmi iwr",
    "javac javap jjs journalctl jq jrunscript jshell jstack",
    "kafkacat kextload keytool killall killall5 kldload klist kmod ksetup ksh ksshell ksu ktmutil \
     kubectl",
    "lastb lastcomm lastlog ldapsearch ldattach ldconfig ldifde lftp linenum lldb localectl localedef \
     lodctr loginctl logman logname logoff logrotate losetup lpq lpr ls lsattr lsb_release lsblk lscpu \
     lsipc lslocks lslogins lsmem lsmod lsns lsof lspci lsusb ltrace lua lua5.1 lualatex luatex \
     lwp-download lwp-mirror lwp-request lynx lzcat lzma",
    "makecab manage-bde masscan mavinject mawk md5sum mdsearch mkdir mke2fs mkfifo mkfs mklink mknod \
     mkpasswd mkswap mktemp modinfo modprobe mofcomp mosquitto_pub mountpoint mountvol mpcmdrun mpstat \
     msbuild msconfig msdt msfconsole msfvenom msgattrib mshta msiexec msinfo32 mstsc mtr mysqladmin \
     mysqldump",
    "nano nasm nawk nbtscan nbtstat nc ncat ncdu ndr netcap netcat netdom netsh netstat networkctl \
     newgrp newusers nft ngcp nl nltest nmap nmcli nodejs nohup nologin nproc npssc nroff nsenter \
     nslookup nsn nstat ntbackup ntdsutil ntpdate ntpq ntrights numfmt",
    "objcopy objdump od odbcconf ogv openfiles openssl openvpn openvt opkg",
    "pacman partx passwd pathchk pathping pbcopy pbpaste pcalua pdftex perfmon perl perlbug pg_dump \
     pg_dumpall pg_restore pgdump pgrep php phpinfo pico pidof pidstat pidwait ping6 pinky pip pip3 \
     pivot_root pkexec pkg pkgin pkill pktmon pmap pnputil popd powercfg poweroff powershell powertop \
     presentationhost printbrm printenv printf prlimit prncnfg procdump procps proftpd pscp psexec \
     psgetsid psinfo pskill pslist psloggedon psql psservice pstree pushd pvdisplay pwck pwconv pwd \
     pwdx pwsh python2 python3",
    "qappsrv qprocess quser qwinsta",
    "rasautou rasdial rbash rcjb rcp rcsn rdpsign rdr readelf readlink realpath regasm regedit regedt32 \
     regini regsvcs regsvr32 relog rem resize2fs resolvectl restic rgrep rjb rlogin rlwrap rm rmdir \
     rmmod rmo rmuser rnp robocopy rpcclient rpcgen rpcinfo rpcping rpm rpmquery rsh rsn rsnp rsync \
     rtcwake rujb run-parts runcon rundll32 runlevel runuser rview rvim rvpa",
    "sajb saps sash sasv sbp scanmem scapy schtasks sclist scp scriptreplay sdiff sed sestatus setarch \
     setcap setenforce setfacl setpriv setsid setterm setx sfc sftp sh sha1sum sha224sum sha256sum \
     sha384sum sha512sum showmount shred sigverif slabtop slsh smbclient smbget smbmap snice snmpget \
     snmpwalk socat soelim softlimit spjb spps spsv sqlite3 ssh ssh-add ssh-agent ssh-copy-id \
     ssh-keygen ssh-keyscan sshd sshpass start-stop-daemon stat stdbuf strace stty subinacl sudo \
     sudoedit sulogin svcs swapoff swapon switch_root swmi syncappvpublishingserver sysctl syskey \
     systemctl systemd-resolve systemd-run systeminfo sysv-rc-conf",
    "tac tailf takeown tar taskkill tasklist taskset tclsh tcpdump tcping tcsh tdbtool telnet tftp \
     timedatectl tmate tmux tput traceroute traceroute6 tracerpt tracert trcm tsdiscon tshark tskill \
     tttracer ttyrec tune2fs typeperf tzselect tzutil",
    "udevadm ufw ulimit umask umount unace uname uncompress unexpand uniq unlodctr unlzma unrar unshare \
     unsquashfs unxz unzip unzstd update-alternatives update-passwd update-rc.d updatedb useradd \
     userdel userhelper usermod uudecode uuencode",
    "vacuumdb valgrind vbscript vdir verclsid vigr vim vimdiff vipw virsh visudo vmstat vssadmin",
    "w32tm w3m waitfor wbadmin wdctl wecutil wevtutil wget whatis whereis whoami winrm winrs winsat \
     wipefs wireshark wjb wmic wmiprvse wpscan wscript wsreset wuauclt",
    "xargs xauth xcacls xclip xcopy xdg-open xdotool xetex xkill xmodmap xmore xpad xsltproc xterm \
     xwizard xxd xz xzcat xzgrep",
    "yash yelp yum yum-config-manager",
    "zathura zcat zcmp zdiff zdump zegrep zfs zgrep zipinfo zless zmore zpool zramctl zsh zsoelim zstd \
     zypper",
];

/// Names that are words as well.
const WORDS: [&str; 26] = [
    "alias ansible-playbook aspell at",
    "bc bg builtin",
    "call cat cc cd certbot cls cmp column comm command control copy cp cpp csc cut",
    "date declare del df diff disown dnsdomainname du",
    "echo ed emacs env eqn erase ex exec exit expand export expr",
    "false fc fetch fg file find findstr flock fmt fold free",
    "git goto grc groups",
    "halt hash hd head history host hostname httpie",
    "install",
    "java join jsc",
    "kill",
    "last ldd less link ln locate logger look lp lxc",
    "mail make man mesg mmc more mount move msg mtools mutt mv mysql",
    "net nice nmo node npm npx",
    "",
    "pandoc parted paste pdb pg ping print ps psr python",
    "query",
    "rake rc read reboot recover reg ren rename renice replace rev route ruby runas",
    "sc screen script sendmail service set shuf shutdown sleep socket sort source split ss start strings \
     su subst",
    "tail tbl tee terraform test tic time timeout top touch tr trap tree true truncate ts type typeset",
    "ul unlink unset uptime users",
    "vagrant vbc ver verify vi vol volatility",
    "w wait watch wc where which who whois write wsl",
    "",
    "yes",
    "zenity zip",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_stands_once_and_under_its_letter() {
        let mut all: Vec<&str> = Vec::new();
        for lines in [&RARE, &WORDS] {
            for (letter, line) in (b'a'..=b'z').zip(lines) {
                assert!(line.split(' ').all(|name| name.is_empty() || name.as_bytes()[0] == letter), "{line}");
                all.extend(line.split(' ').filter(|name| !name.is_empty()));
            }
        }
        let count = all.len();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), count, "a name stands twice");
        assert!(is_rare(b"whoami") && is_word(b"cat") && !is_rare(b"cat") && !is_word(b""));
    }
}
