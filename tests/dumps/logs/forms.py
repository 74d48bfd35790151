# SPDX-License-Identifier: GPL-2.0-or-later
"""What programs put in front of the lines of a kernel log, and what files make of its bytes."""
import html
import re

HOST = 'Nov 27 11:44:03 web-1 kernel: '
PREFIXES = {
    'none': lambda ts, n: n,
    '[ts][Tn]': lambda ts, n: '[%s][   T92] %s' % (ts, n),
    '[ts][Cn]': lambda ts, n: '[%s][    C0] %s' % (ts, n),
    'levels': lambda ts, n: '<4>[%s] %s' % (ts, n),
    'dmesg -x': lambda ts, n: 'kern  :warn  : [%s] %s' % (ts, n),
    'dmesg -T': lambda ts, n: '[Fri Nov 27 11:44:03 2026] ' + n,
    'dmesg -d': lambda ts, n: '[%s <    0.000012>] %s' % (ts, n),
    'dmesg iso': lambda ts, n: '2026-11-27T11:44:03,%s+00:00 %s' % (ts[-6:], n),
    'syslog': lambda ts, n: HOST + '[%s] %s' % (ts, n),
    'rsyslog': lambda ts, n: '2026-11-27T11:44:03.123456+00:00 web-1 kernel: [%s] %s' % (ts, n),
    'journalctl -o short': lambda ts, n: HOST + n,
    'journalctl -o short-iso': lambda ts, n: '2026-11-27T11:44:03+0000 web-1 kernel: ' + n,
    'journalctl -o short-full': lambda ts, n: 'Fri 2026-11-27 11:44:03 UTC web-1 kernel: ' + n,
    'journalctl -o short-unix': lambda ts, n: '1764243843.123456 web-1 kernel: ' + n,
    'journalctl -o short-monotonic': lambda ts, n: '[%s] web-1 kernel: %s' % (ts, n),
    'logcat': lambda ts, n: '11-27 11:44:03.123     0     0 W ' + n,
    'MediaTek': lambda ts, n: '<4>[%s]  (0)[92:java]%s' % (ts, n),
    'serial, CR LF': lambda ts, n: '[%s] %s\r' % (ts, n),
    'console with a clock': lambda ts, n: '[2026-11-27 11:44:03] [%s] %s' % (ts, n),
    'dmesg -e': lambda ts, n: '[  +0.000012] ' + n,
    '/dev/kmsg': lambda ts, n: '4,123,%d,-,caller=T92;%s' % (round(float(ts) * 1e6), n),
    'RFC 5424': lambda ts, n: '<4>1 2026-11-27T11:44:03.123456+00:00 web-1 kernel - - - ' + n,
    'busybox': lambda ts, n: 'Nov 27 11:44:03 web-1 kern.warn kernel: ' + n,
    'OpenWrt': lambda ts, n: 'Fri Nov 27 11:44:03 2026 kern.warn kernel: [%s] %s' % (ts, n),
    'logcat -v threadtime': lambda ts, n: '11-27 11:44:03.123     0     0 W kernel  : ' + n,
    'logcat -v year -v uid': lambda ts, n: (
        '2026-11-27 11:44:03.123  root     0     0 W         : <4>[%s] %s' % (ts, n)),
    'logcat -v time': lambda ts, n: '11-27 11:44:03.123 W/        (    0): ' + n,
    'logcat -v brief': lambda ts, n: 'W/kernel  (    0): ' + n,
    'Xen': lambda ts, n: '(XEN) [%s] %s' % (ts, n),
    'numbers of lines': lambda ts, n: '%6d\t[%s] %s' % (7, ts, n),
    'grep -n': lambda ts, n: '7:[%s] %s' % (ts, n),
    'grep in files': lambda ts, n: '/var/log/messages-1:' + HOST + n,
    'a build system': lambda ts, n: '# out: [%s] %s' % (ts, n),
    'mail': lambda ts, n: '> [%s] %s' % (ts, n),
    'indented': lambda ts, n: '    [%s] %s' % (ts, n),
}

COLOURED = '\x1b[32m[%s] \x1b[0m\x1b[33m%s\x1b[0m%s'
BYTES = {
    'UTF-16, little endian': lambda n: b'\xff\xfe' + n.encode('utf-16-le'),
    'UTF-16, big endian': lambda n: b'\xfe\xff' + n.encode('utf-16-be'),
    'UTF-16 without a mark': lambda n: n.encode('utf-16-le'),
    'UTF-16, big endian, without a mark': lambda n: n.encode('utf-16-be'),
    'a byte order mark': lambda n: b'\xef\xbb\xbf' + n.encode(),
    'zeros in front': lambda n: bytes(5000) + n.encode(),
    'zeros behind': lambda n: n.encode() + bytes(5000),
    'zeros in the middle': lambda n: n[:20000].encode() + bytes(200000) + n[20000:].encode(),
    'zeros at line ends': lambda n: n.replace('\n', '\0\n').encode(),
    'CR CR LF': lambda n: n.replace('\n', '\r\r\n').encode(),
    'LF CR': lambda n: n.replace('\n', '\n\r').encode(),
    'CR alone': lambda n: n.replace('\n', '\r').encode(),
    "dmesg's colours": lambda n: re.sub(r'(?m)^\[(.*?)\] ([^:\n]*: ?)?', lambda m: COLOURED % (
        m[1], m[2] or '', ''), n).encode(),
    'the colours of less': lambda n: re.sub(r'(?m)^(.+)$', '\x1b[0;1;39m\\1\x1b[0m\x1b[K',
                                            n).encode(),
    'what a web page makes of it': lambda n: html.escape(n).encode(),
}
