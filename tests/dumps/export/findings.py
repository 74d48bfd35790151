# SPDX-License-Identifier: GPL-2.0-or-later
"""What suspects, oom and others find, as JSON: the figures of the text of the same command."""
import json
import os
import re
import tempfile

from lists import lists

LOGS = os.path.join(os.path.dirname(os.path.abspath(__file__)), '../logs')
SUSPECT = re.compile(r'^ +(\d+) +[\d.]+ +[\d.]+% +(\d+)  [\d,-]+ ')
REASON = re.compile(r'^ {12}- (.*)')
HELD = re.compile(r'^ {12}  still held, .* first:((?: \d+)+)(?:, unknown: (\d+))?$')


class Findings:
    def __init__(self, run, check, validate):
        self.run, self.check, self.validate = run, check, validate

    def document(self, name, *words):
        document = json.loads(self.run(*words, '--json'))
        errors = self.validate(document)
        self.check(not errors, 'export %s: %s is as its schema says' % (name, words[0]),
                   str(errors[:2]))
        self.check(document['complete'] and document['not_read']['text'] is None,
                   'export %s: %s says that nothing is missing' % (name, words[0]),
                   str(document['not_read']))
        return document

    def suspects(self, name, path):
        want, frames = [], []
        text = self.run('suspects', '--top', '0', '--full', path)
        for line in text.splitlines():
            if SUSPECT.match(line):
                pages, times = map(int, SUSPECT.match(line).groups())
                want.append([pages, times, 0, [], []])
            elif REASON.match(line):
                want[-1][3].append(REASON.match(line)[1])
            elif HELD.match(line):
                held = HELD.match(line)
                want[-1][4] = [*map(int, held[1].split()), int(held[2] or 0)]
            elif want and re.match(r' {12}\S+\+0x| {12}0x', line):
                want[-1][2] += 1
                frames.append(line.split()[0])
        document = self.document(name, 'suspects', path)
        got = [[s['pages'], s['allocations'], len(s['stack']['frames']),
                [r['text'] for r in s['reasons']], [*s['ages']['tenths'], s['ages']['unknown']]]
               for s in document['suspects']]
        self.check(got == want and len(got) > 5 and frames,
                   'export %s: %d suspects with their reasons' % (name, len(want)),
                   str([pair for pair in zip(got, want) if pair[0] != pair[1]][:2]))
        found = re.search(r'^Suspects +(\d+) of (\d+) stacks', text, re.M)
        self.check([document['suspects_total'], document['stacks_total']] ==
                   [int(n) for n in found.groups()], 'export %s: of so many stacks' % name)
        numbers = [(r['pages'], int(re.match(r'(\d+) pages', r['text'])[1]))
                   for s in document['suspects'] for r in s['reasons'] if ' pages: ' in r['text']]
        self.check(numbers and all(a == b for a, b in numbers),
                   'export %s: a reason has the pages that it names' % name, str(numbers))
        first = json.loads(self.run('suspects', '--json', '--top', '1', path))
        self.check(first['suspects'] == document['suspects'][:1] and
                   first['suspects_total'] == len(document['suspects']),
                   'export %s: suspects --json --top' % name)

    def oom(self, name, path):
        """The log, and what account and suspects say as JSON, too."""
        text = self.run('oom', '--top', '0', path)
        document = self.document(name, 'oom', path)
        account = json.loads(self.run('account', '--json', path))
        suspects = json.loads(self.run('suspects', '--json', path))
        self.check(all(document[m] == account[m] for m in ('parts', 'warnings', 'offline_pages')),
                   'export %s: oom has the account' % name)
        self.check(document['suspects'] == suspects['suspects'],
                   'export %s: and the suspects' % name)
        log = document['log']
        found = re.search(r'^OOM reports +(\d+) in the log', text, re.M)
        self.check(log['kills'] == (int(found[1]) if found else 0) == len(
            [e for e in log['events'] if e['kind'] == 'kill']),
            'export %s: %d OOM reports' % (name, log['kills']))

    def oom_log(self, path):
        """A log alone: its events, Mem-Info and processes."""
        text = self.run('oom', '--top', '0', path)
        document = self.document('a log', 'oom', path)
        log, name = document['log'], 'export ' + os.path.basename(path)
        killed = re.findall(r': killed (.+) \(pid (\d+)', text)
        self.check([(e['victim'], str(e['pid'])) for e in log['events'] if e['victims']] ==
                   killed != [], name + ': who was killed', str(log['events'])[:300])
        rows = re.findall(r'^ +(\d+) +[\d.]+ +[\d.]+%  (.*?)(?: \(shmem \d+\))?$',
                          text[text.index('Mem-Info'):text.index('Processes')], re.M)
        self.check([(str(r['pages']), r['what']) for r in log['memory']['rows'] if r['pages']] ==
                   rows[:-2] != [], name + ': the rows of Mem-Info',
                   str((log['memory']['rows'], rows)))
        self.check(str(log['memory']['managed']['pages']) == rows[-1][0], name + ': its sum')
        rows = re.findall(r'^ +(\d+) +[\d.]+ +(\d+)(?: +\d+)?  (\S.*)$',
                          text[text.index('Processes'):], re.M)
        got = [(str(p['rss_pages']), str(p['tasks']), p['name']) for p in log['processes']]
        self.check(got == rows[:-1] != [], name + ': the processes by name',
                   str([pair for pair in zip(got, rows) if pair[0] != pair[1]][:2]))
        self.check(document['parts'] is None and document['account_missing'],
                   name + ': there is no account')

    def time(self, path, label):
        """Only a crash has a time of one, and a saved file remembers that."""
        with tempfile.TemporaryDirectory(prefix='pageowner-findings.') as folder:
            saved = os.path.join(folder, 'saved')
            self.run('save', '-o', saved, path)
            for words in [path], ['account', path], ['suspects', path], ['oom', path], [saved]:
                got = re.findall(r'^(\w+ time) +2026-', self.run(*words), re.M)
                self.check(got == [label], 'export %s: %s in %s' % (
                    '/'.join(path.split('/')[-2:]), label, ' '.join(map(os.path.basename, words))),
                           str(got))

    def everywhere(self, folder):
        self.time(os.path.join(folder, '6.1/kdump'), 'Crash time')
        self.time(os.path.join(folder, '6.12/paused-filtered'), 'Dump time')
        for name, dump in ('6.1', 'paused-filtered'), ('6.1-thrice', 'paused-filtered'), \
                ('6.12', 'paused-filtered'), ('7.3', 'paused-user'):
            path = os.path.join(folder, name, dump)
            self.suspects(name, path)
            self.oom(name, path)
            if name in ('6.1', '7.3'):
                lists(self.run, self.check, self.validate, name, path)
        for name in '5.10', '6.1', '6.12', '7.3':
            self.oom_log(os.path.join(LOGS, name + '.log.gz'))
