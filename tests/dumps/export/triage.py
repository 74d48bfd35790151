# SPDX-License-Identifier: GPL-2.0-or-later
"""A folder for each dump and one index over all: what is in them is what the commands print."""
import gzip
import json
import os
import re
import shutil
import signal
import string
import subprocess

from profile import Profile

REPORT = ['--top=50', '--full']


class Triage:
    def __init__(self, program, check, validate, folder):
        self.program, self.check, self.validate = program, check, validate
        self.folder = folder

    def output(self, *words):
        return subprocess.run([self.program, *words], stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE).stdout

    def run(self, name, dumps, status):
        where = os.path.join(self.folder, name)
        got = subprocess.run([self.program, 'triage', *dumps, '-o', where], stdout=subprocess.PIPE,
                             stderr=subprocess.PIPE, timeout=120)
        lines = got.stderr.decode().splitlines()
        self.check(got.returncode == status and not got.stdout and len(lines) == len(dumps),
                   'triage: %s ends with status %d, a line for each on stderr' % (name, status),
                   '%d: %s' % (got.returncode, got.stderr[:500]))
        with open(os.path.join(where, 'index.json'), encoding='utf-8') as file:
            index = json.load(file)
        self.check(not self.validate(index) and [d['dump'] for d in index['dumps']] ==
                   [re.sub('[\x01-\x1f]', '?', d) for d in dumps],
                   'triage: the index of %s is as its schema says' % name,
                   str(self.validate(index)[:2]))
        with open(os.path.join(where, 'index.txt'), encoding='utf-8') as file:
            text = file.read()
        self.check(all(d['folder'] + '/' in text for d in index['dumps']) and
                   len(set(d['folder'] for d in index['dumps'])) == len(dumps),
                   'triage: a person can read the index of %s, all folders are in it' % name, text)
        return where, index['dumps']

    def same(self, where, entry):
        """Files of a dump against the commands."""
        def content(name):
            with open(os.path.join(where, entry['folder'], name), 'rb') as file:
                return file.read()
        dump, name = entry['dump'], entry['folder']
        self.check(content('report.txt') == self.output(*REPORT, dump) != b'',
                   'triage: report.txt of %s' % name)
        self.check(content('account.txt') == self.output('account', dump) != b'',
                   'triage: account.txt of %s' % name)
        self.check(content('summary.txt') == self.output('oom', dump) != b'',
                   'triage: summary.txt of %s is the page for the ticket' % name)
        self.check(content('stacks.folded') == self.output('--format', 'folded', dump) != b'',
                   'triage: stacks.folded of %s' % name)
        report, account = json.loads(content('report.json')), json.loads(content('account.json'))
        self.check(not self.validate(report) and not self.validate(account) and
                   content('report.json') == self.output('--format', 'json', dump) and
                   not self.validate(json.loads(gzip.decompress(content('saved.json.gz')))),
                   'triage: JSON and saved file of %s' % name)
        path = os.path.join(self.folder, 'alone.pb.gz')
        self.output('--format', 'pprof', '-o', path, dump)

        def key(frames, labels):
            return frames, tuple(sorted(labels.items()))

        got, want = (Profile(p).total(key) for p in
                     (os.path.join(where, name, 'owners.pb.gz'), path))
        self.check(got == want and got, 'triage: the profile of %s' % name)
        rows = account['parts'][0]['rows']
        self.check(entry['owned_bytes'] == report['owned']['bytes'] and
                   entry['unaccounted_bytes'] == sum(
                       r['bytes'] for r in rows
                       if r['id'] in ('unaccounted', 'no_record')) and
                   entry['unaccounted_owner']['caller'].startswith('plant_') and
                   entry['warnings'] == account['warnings'] and
                   entry['kernel'] in report['kernel']['release'],
                   'triage: the line of %s has the figures of its files' % name, str(entry))

    def good(self, dumps):
        where, entries = self.run('good', dumps, 0)
        for entry in entries:
            self.check(entry['status'] == 'complete' and entry['message'] is None,
                       'triage: %s is complete' % entry['folder'], str(entry))
            self.same(where, entry)

    def bad(self, dump, text):
        """One bad dump stops none of the others; names do not get out of the folder."""
        cut, none = os.path.join(self.folder, 'cut'), os.path.join(self.folder, 'none')
        twin = os.path.join(self.folder, 'twin', os.path.basename(os.path.dirname(dump)))
        os.makedirs(twin)
        shutil.copy(dump, twin)
        twin = os.path.join(twin, os.path.basename(dump))
        odd = os.path.join(self.folder, 'index.<b>\x1b[31m&amp;\n-o')
        shutil.copy(text, odd)
        with open(dump, 'rb') as file, open(cut, 'wb') as out:
            out.write(file.read(300000))
        for _ in range(2):      # the second time everything is there already
            where, entries = self.run('mixed', [none, cut, dump, __file__, twin, text, odd], 1)
        self.check([e['status'] for e in entries] ==
                   ['error', 'error', 'complete', 'error', 'complete', 'complete', 'complete'],
                   'triage: three bad dumps stop none of the others',
                   str([e['status'] for e in entries]))
        self.check(all(e['message'] for e in entries if e['status'] == 'error') and
                   'cut off' in entries[1]['message'], 'triage: what was wrong is in the index',
                   str([e['message'] for e in entries]))
        self.check(len(set(e['owned_bytes'] for e in entries if e['status'] == 'complete')) == 1,
                   'triage: a dump, its copy and its text own the same')
        self.check(sorted(os.listdir(where)) ==
                   sorted([e['folder'] for e in entries] +
                          ['index.html', 'index.json', 'index.txt']) and
                   all(set(e['folder']) <= set(string.ascii_letters + string.digits + '._+-')
                       for e in entries), 'triage: folders have plain names',
                   str(os.listdir(where)))
        left = os.listdir(os.path.join(where, entries[1]['folder']))
        self.check(left == ['messages.txt'], 'triage: of a bad dump there is a message and no more',
                   str(left))

    def interrupted(self, dump):
        """Ctrl-C: the rest is not begun, what is there is whole, and the index tells them apart."""
        where = os.path.join(self.folder, 'interrupted')
        process = subprocess.Popen([self.program, 'triage', *[dump] * 20, '-o', where],
                                   stderr=subprocess.PIPE)
        process.stderr.readline()
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=60)
        with open(os.path.join(where, 'index.json'), encoding='utf-8') as file:
            index = json.load(file)
        states = [d['status'] for d in index['dumps']]
        self.check(process.returncode == 130 and 'complete' in states and states[-1] ==
                   'interrupted' and
                   set(states) == {'complete', 'interrupted'} and not self.validate(index),
                   'triage: Ctrl-C ends with status 130 and an index',
                   '%d %s' % (process.returncode, states))
        whole, half = 0, 0
        for path, _, names in os.walk(where):
            for name in names:
                with open(os.path.join(path, name), 'rb') as file:
                    data = gzip.decompress(file.read()) if name.endswith('.gz') else file.read()
                whole += name.endswith('.json') and bool(json.loads(data))
                half += name == '.part'
        self.check(not half and whole >= 2 * states.count('complete') + 1,
                   'triage: after Ctrl-C each file is whole', '%d, %d half' % (whole, half))
