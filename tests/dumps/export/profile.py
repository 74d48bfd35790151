# SPDX-License-Identifier: GPL-2.0-or-later
"""Reads pprof profiles with Google's protobuf library and a description of the format that
shares nothing with the program's own."""
import gzip
from collections import Counter

from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

FIELDS = {
    'ValueType': {'type': (1, 'int64'), 'unit': (2, 'int64')},
    'Label': {'key': (1, 'int64'), 'str': (2, 'int64'), 'num': (3, 'int64'),
              'num_unit': (4, 'int64')},
    'Sample': {'location_id': (1, '*uint64'), 'value': (2, '*int64'), 'label': (3, '*Label')},
    'Mapping': {'id': (1, 'uint64'), 'memory_start': (2, 'uint64'), 'memory_limit': (3, 'uint64'),
                'file_offset': (4, 'uint64'), 'filename': (5, 'int64'), 'build_id': (6, 'int64'),
                'has_functions': (7, 'bool'), 'has_filenames': (8, 'bool'),
                'has_line_numbers': (9, 'bool'), 'has_inline_frames': (10, 'bool')},
    'Line': {'function_id': (1, 'uint64'), 'line': (2, 'int64')},
    'Location': {'id': (1, 'uint64'), 'mapping_id': (2, 'uint64'), 'address': (3, 'uint64'),
                 'line': (4, '*Line'), 'is_folded': (5, 'bool')},
    'Function': {'id': (1, 'uint64'), 'name': (2, 'int64'), 'system_name': (3, 'int64'),
                 'filename': (4, 'int64'), 'start_line': (5, 'int64')},
    'Profile': {'sample_type': (1, '*ValueType'), 'sample': (2, '*Sample'),
                'mapping': (3, '*Mapping'),
                'location': (4, '*Location'), 'function': (5, '*Function'),
                'string_table': (6, '*string'), 'drop_frames': (7, 'int64'),
                'keep_frames': (8, 'int64'), 'time_nanos': (9, 'int64'),
                'duration_nanos': (10, 'int64'), 'period_type': (11, 'ValueType'),
                'period': (12, 'int64'), 'comment': (13, '*int64'),
                'default_sample_type': (14, 'int64')},
}


def message_class():
    file = descriptor_pb2.FileDescriptorProto(name='read.proto', package='read', syntax='proto3')
    kinds = descriptor_pb2.FieldDescriptorProto
    for message, fields in FIELDS.items():
        one = file.message_type.add(name=message)
        for name, (number, kind) in fields.items():
            field = one.field.add(name=name, number=number)
            field.label = kinds.LABEL_REPEATED if kind[0] == '*' else kinds.LABEL_OPTIONAL
            kind = kind.lstrip('*')
            if kind[0].isupper():
                field.type, field.type_name = kinds.TYPE_MESSAGE, '.read.' + kind
            else:
                field.type = getattr(kinds, 'TYPE_' + kind.upper())
    pool = descriptor_pool.DescriptorPool()
    pool.Add(file)
    descriptor = pool.FindMessageTypeByName('read.Profile')
    return message_factory.MessageFactory(pool).GetPrototype(descriptor)


class Profile:
    """What a viewer makes of one: raises when anything in it does not hold together."""

    def __init__(self, path):
        with gzip.open(path) as file:
            raw = file.read()
        self.message = message = message_class()()
        message.ParseFromString(raw)
        if message.UnknownFields():
            raise ValueError('fields that the format does not have')
        self.strings = list(message.string_table)
        if self.strings[0] or len(set(self.strings)) != len(self.strings):
            raise ValueError('the string table')
        self.types = [(self.strings[t.type], self.strings[t.unit]) for t in message.sample_type]
        self.default = self.strings[message.default_sample_type]
        self.mappings = self.by_id(message.mapping)
        self.functions = self.by_id(message.function)
        self.locations = self.by_id(message.location)
        for location in message.location:
            if location.mapping_id not in self.mappings or len(location.line) != 1:
                raise ValueError('a location')
        self.samples = [(tuple(self.frame(i) for i in s.location_id), tuple(s.value),
                         self.labels(s))
                        for s in message.sample]
        if any(len(s.value) != len(self.types) for s in message.sample):
            raise ValueError('a value for each type')

    @staticmethod
    def by_id(messages):
        ids = {m.id: m for m in messages}
        if len(ids) != len(messages) or 0 in ids:
            raise ValueError('ids of %s' % messages)
        return ids

    def frame(self, number):
        location = self.locations[number]
        name = self.strings[self.functions[location.line[0].function_id].name]
        module = self.strings[self.mappings[location.mapping_id].filename]
        return name if module == '[kernel.kallsyms]' else '%s [%s]' % (name, module)

    def labels(self, sample):
        return {self.strings[label.key]: self.strings[label.str] if label.str else label.num
                for label in sample.label}

    def total(self, of=lambda frames, labels: frames, value=1):
        sums = Counter()
        for frames, values, labels in self.samples:
            sums[of(frames, labels)] += values[value]
        return sums
