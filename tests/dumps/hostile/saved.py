# SPDX-License-Identifier: GPL-2.0-or-later
"""usage: saved.py PROGRAM DUMP

Saved files that nobody would write: each is refused in a line or read in little memory, and
what it says is shown without harm."""
import gzip
import json
import os
import resource
import subprocess
import sys
import tempfile

SMALL, LARGE = 64 << 20, 160 << 20  # of a real file with more around it; of a million cells


def run(memory, program, *arguments):
    """status, stdout, stderr; more than @memory ends it"""
    def limit():
        resource.setrlimit(resource.RLIMIT_DATA, (memory, memory))
    done = subprocess.run([program, *arguments], capture_output=True, check=False, timeout=60,
                          preexec_fn=limit)
    return done.returncode, done.stdout.decode(errors='surrogateescape'), done.stderr.decode()


def write(path, text):
    """A saved file of @text, packed as if it were large."""
    with gzip.open(path, 'wb', 6) as file:
        for piece in [text] if isinstance(text, bytes) else text:
            file.write(piece)


class Changed:
    """The document of a real file, and what may be done to it."""

    def __init__(self, document):
        self.document = document

    def text(self, **members):
        """With other members."""
        return json.dumps(dict(self.document, **members), separators=(',', ':')).encode()

    def inside(self, name, **members):
        """The same in one of its objects."""
        return self.text(**{name: dict(self.document[name], **members)})

    def zone(self, **members):
        """Of the first zone of the account."""
        account = self.document['account']
        zones = [dict(account['zones'][0], **members)] + account['zones'][1:]
        return self.inside('account', zones=zones)

    def padded(self, piece, count):
        """A member that nobody knows, which is large."""
        yield b'{"padding":['
        for _ in range(count // 1000):
            yield piece * 1000
        yield piece[:-1] + b'],' + self.text()[1:]

    def cells(self, count):
        """As many of them."""
        start, end = self.text(cells=['@']).split(b'"@"')
        cell = json.dumps(self.document['cells'][0]).encode() + b','
        yield start
        for _ in range(count // 1000):
            yield cell * 1000
        yield cell[:-1] + end


def refused(changed):
    """Texts that are no saved file: name -> text, word that the message has"""
    whole = changed.text()
    twice = whole[:-1] + b',"cells":' + json.dumps(changed.document['cells']).encode() + b'}'
    return {
        'page_size 512': (changed.text(page_size=512), 'page_size'),
        'more owned than there is': (changed.inside('totals', owned_pages=1 << 40), 'owned_pages'),
        'managed more than present': (changed.zone(managed=1 << 40), 'managed'),
        'other managed pages': (changed.text(managed_pages=5), 'managed_pages'),
        'cells twice': (twice, 'cells'),
        'no cells': (changed.text(cells=None), 'cells'),
        'a cell of no stack': (changed.text(stacks=[]), 'cells'),
        'more behind it': (whole + b'x', 'follows'),
        'a bracket too many': (whole.replace(b'"cells":[', b'"cells":[]]', 1), 'byte'),
        'cut off': (whole[:len(whole) // 2], 'too early'),
        'a number without digits': (whole.replace(b'"cells":[[', b'"cells":[[--', 1), 'byte'),
        'deep': (whole[:-1] + b',"stacks":' + b'[' * 100000 + b'}', 'not'),
    }


def main():
    program, dump = sys.argv[1:]
    failures = []
    with tempfile.TemporaryDirectory() as folder:
        path, bad = os.path.join(folder, 'saved'), os.path.join(folder, 'bad')
        subprocess.run([program, 'save', '-o', path, dump], check=True, stderr=subprocess.DEVNULL)
        with gzip.open(path, 'rt', encoding='utf-8') as file:
            changed = Changed(json.load(file))
        whole = run(SMALL, program, 'report', path)

        def expect(name, good, answer):
            if not good:
                failures.append('%s: status %d %s' % (name, answer[0], answer[2][-200:]))

        for name, (text, word) in refused(changed).items():
            write(bad, text)
            for command in 'report', 'account':
                answer = run(SMALL, program, command, bad)
                expect('%s of %s' % (command, name), answer[0] == 1 and word in answer[2] and
                       answer[2].count('\n') == 1, answer)
        for name, memory, text in (
                ('13 MB of something else', SMALL, changed.padded(b'[[],{}, ' + b'"]"],', 1 << 20)),
                ('300,000 cells', LARGE, changed.cells(300000))):
            write(bad, text)
            answer = run(memory, program, 'report', bad)
            expect(name, answer[0] == 0 and (memory == LARGE or answer == whole), answer)
        write(bad, changed.text(managed_pages=0))
        answer = run(SMALL, program, 'report', bad)
        expect('RAM 0', answer[0] == 3 and 'RAM          unknown' in answer[1], answer)
        write(bad, changed.text(complete=False))
        answer = run(SMALL, program, 'report', bad)
        expect('interrupted', answer[0] == 130 and 'interrupted' in answer[2], answer)
        write(bad, changed.text(symbols='a\x1b[31mb\x9bc\u202ed'))
        for words in (['report'], ['account'], ['suspects'], ['report', '--tree'],
                      ['report', '--format', 'csv'], ['report', '--format', 'json']):
            answer = run(SMALL, program, *words, bad)
            expect('a name on %s' % words, answer[0] == 3 and not
                   set('\x1b\x9b\u202e') & set(answer[1] + answer[2]), answer)
    for failure in failures:
        print('  ' + failure)
    print('%s hostile %s: saved files that nobody would write' %
          ('not ok' if failures else 'ok', '/'.join(dump.split('/')[-2:])))
    return bool(failures)


if __name__ == '__main__':
    sys.exit(main())
