# Sourced by the parts whose servers write to syslog: one rsyslog that writes what it receives in three layouts.

if [ -z "${syslog_running:-}" ] && have rsyslogd; then
    syslog_running=1
    mkdir -p "$out/syslog"
    cat >"$work/rsyslog.conf" <<END
module(load="imuxsock" SysSock.RateLimit.Interval="0")
*.* action(type="omfile" file="$out/syslog/traditional.log" template="RSYSLOG_TraditionalFileFormat")
*.* action(type="omfile" file="$out/syslog/iso.log" template="RSYSLOG_FileFormat")
*.* action(type="omfile" file="$out/syslog/rfc5424.log" template="RSYSLOG_SyslogProtocol23Format")
END
    start rsyslogd -n -f "$work/rsyslog.conf" -i "$work/rsyslog.pid"
    for _ in $(seq 50); do [ -S /dev/log ] && break; sleep 0.1; done
fi
