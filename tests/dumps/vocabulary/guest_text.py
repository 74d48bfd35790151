# SPDX-License-Identifier: GPL-2.0-or-later
"""Reads page_owner text by regular expressions; shares no code with the tool."""
import re

FIRST = re.compile(rb'Page allocated via order (\d+), mask (0x[0-9a-f]+)\(([^)]*)\)'
                   rb'(?:, pid (-?\d+))?(?:, tgid (-?\d+) \((.*)\))?'
                   rb'(?:, ts (\d+) ns)?(?:, free_ts (\d+) ns)?$')
SECOND = re.compile(rb'PFN (0x[0-9a-f]+|\d+) type (\S+) Block (\d+) type (\S+) '
                    rb'Flags (0x[0-9a-f]+)(?:\((.*)\))?$')
CHARGED = re.compile(rb'Charged (?:\(via objcg\) )?to (?:offline )?memcg (.*)$')
CMA, SLAB, VMALLOC, OTHERS = 1, 2, 4, 8

# Functions in front of the caller: what these kernels have between the page
# allocator and whoever wanted memory, written down from their sources.
ALLOCATORS = re.compile(
    rb'(get_page_from_freelist|prep_new_page|post_alloc_hook|'
    rb'__alloc_pages(_slowpath|_nodemask|_bulk)?|(__)?alloc_frozen_pages(_mpol)?|'
    rb'alloc_pages(_current|_vma|_mpol|_exact|_exact_nid|_bulk|_node|_preferred_many)?|'
    rb'alloc_page_interleave|make_alloc_exact|(__)?get_free_pages|get_zeroed_page|'
    rb'(__)?folio_alloc(_mpol|_node)?|vma_alloc_folio|alloc_contig_(frozen_)?(range|pages)|'
    rb'split_map_pages|isolate_freepages_range|(__)?cma_alloc(_frozen(_compound)?|_folio)?|'
    rb'alloc_slab_page|allocate_slab|new_slab|_{2,3}slab_alloc|slab_alloc_node|'
    rb'refill_objects|refill_sheaf|__pcs_replace_empty_main|'
    rb'kmem_cache_alloc(_lru|_node|_trace|_node_trace|_bulk)?|__kmem_cache_alloc_(node|bulk)|'
    rb'kmalloc_(node_)?trace|__kmalloc(_node|_cache|_cache_node|_flags|_large|_large_node)?|'
    rb'__kmalloc(_node)?_track_caller|__do_kmalloc_node|_{0,3}kmalloc_large(_node)?|'
    rb'kmalloc_order(_trace)?|(__)?kvmalloc_node|kvrealloc|krealloc(_node_align)?|__do_krealloc|'
    rb'kmemdup|kstrdup|kstrndup|mempool_(alloc|alloc_slab|kmalloc|alloc_pages)|'
    rb'(__)?vmalloc(_node|_user|_huge|_area_node|_node_range)?|vzalloc(_node)?|'
    rb'__vmalloc_(node|area_node|node_range)|vm_area_alloc_pages|'
    # What these kernels hand on: packets, pools, strings, code, caches, buffers of files.
    rb'kmalloc_reserve|__alloc_skb|alloc_skb_with_frags|sock_alloc_send_pskb|pskb_expand_head|'
    rb'mempool_(init|create)(_node)?|kmemdup_nul|kstrdup_const|kvasprintf(_const)?|kasprintf|'
    rb'module_alloc|execmem_(vmalloc|alloc|alloc_rw)|alloc_vmap_area|__get_vm_area_node|'
    rb'get_vm_area_caller|kmem_cache_create(_usercopy)?|__kmem_cache_create(_args)?|'
    rb'do_kmem_cache_create|create_cache|__prefill_sheaf_pfmemalloc|kmem_cache_prefill_sheaf|'
    rb'__alloc|alloc_bulk|release_free_list|alloc_buffer_head|alloc_page_buffers|'
    rb'create_(empty|page)_buffers)$')
SLABS = re.compile(rb'(alloc_slab_page|allocate_slab|new_slab|_{2,3}slab_alloc|refill_objects)$')


def function(frame):
    """b' kmalloc_noprof.isra.0+0x1/0x2 [mod]' -> b'kmalloc'"""
    name = re.match(rb' ([^+ ]*)', frame)[1].split(b'.')[0]
    return name[:-7] if name.endswith(b'_noprof') else name


class Record:
    def __init__(self, raw):
        self.raw = raw
        lines = raw.split(b'\n')
        first = FIRST.match(lines[0])
        if not first:
            raise ValueError('no record: %r' % lines[0])
        self.order = int(first[1])
        self.pages = 1 << self.order
        self.gfp, self.gfp_names = int(first[2], 16), first[3].decode()
        self.pid = int(first[4] or 0)
        self.tgid = int(first[5] or 0)
        self.comm = first[6] or b''
        self.ts = int(first[7] or 0)
        self.free_ts = int(first[8] or 0)
        self.pfn, self.type, self.flags, self.flag_names = 0, None, 0, ()
        self.block = '?'
        self.zone, self.node = -1, -1
        self.cgroup, self.allocator, self.freed = b'', 0, False
        frames, text = [], [lines[0]]
        for line in lines[1:]:
            if not line.startswith(b'PFN'):
                text.append(line)
            if line.startswith(b' '):
                if not self.freed:
                    frames.append(line)
            elif line.startswith(b'PFN'):
                self.second(line)
            elif line.startswith(b'Page has been freed'):
                self.freed = True
                match = re.search(rb'free_ts (\d+) ns', line)
                self.free_ts = int(match[1]) if match else self.free_ts
            elif line.startswith(b'Charged'):
                self.cgroup = CHARGED.match(line)[1]
        self.frames = tuple(frames)
        self.stack = b''.join(f + b'\n' for f in frames)
        self.text = b''.join(line + b'\n' for line in text)
        self.judge()

    def second(self, line):
        match = SECOND.match(line)
        if not match:
            return
        self.pfn, self.type = int(match[1], 0), match[2].decode()
        self.flags, self.block = int(match[5], 16), match[4].decode()
        names = (match[6] or b'').decode()
        fields = dict(re.findall(r'(\w+)=(\w+)', names))
        self.flag_names = tuple(n for n in names.split('|') if n and '=' not in n)
        if 'zone' in fields:
            self.zone, self.node = int(fields['zone']), int(fields.get('node', 0))
        if b'CMA' in line:
            self.allocator |= CMA
        if b'slab' in line:
            self.allocator |= SLAB

    def judge(self):
        """What the frames say: caller, module, allocator."""
        slab = bool(self.allocator & SLAB) or b'\nSlab cache page\n' in self.raw + b'\n'
        for i, frame in enumerate(self.frames):
            if b'__vmalloc_node_range' in frame:
                if i and b'alloc_pages' in self.frames[i - 1]:
                    self.allocator |= VMALLOC
                break
        self.allocator = self.allocator or OTHERS
        self.hidden = 0
        while self.hidden < len(self.frames) and \
                ALLOCATORS.match(function(self.frames[self.hidden])):
            self.hidden += 1
        self.is_slab = slab or any(SLABS.match(function(f)) for f in self.frames[:self.hidden])
        self.caller = self.frames[self.hidden:self.hidden + 1]
        modules = [f[f.index(b'[') + 1:f.index(b']')] for f in self.frames if b'[' in f]
        self.module = modules[0] if modules else b''

    def released(self):
        return self.freed


def blocks(data):
    return [b for b in re.split(rb'\n\n+', data.strip(b'\n')) if b]


def records(path):
    with open(path, 'rb') as file:
        return [Record(raw) for raw in blocks(file.read())]


def without_notes(data):
    """The text with nothing but record, PFN and frames in each block."""
    return re.sub(rb'^(?!Page allocated |PFN | ).+\n', b'', data, flags=re.M)


def as_release(data, release):
    """The guest's text as another release would have printed it."""
    if release in ('6.12', '7.3'):
        data = re.sub(rb', free_ts \d+ ns$', b'', data, flags=re.M)
        return re.sub(rb'^PFN (\d+) ', lambda m: b'PFN 0x%x ' % int(m[1]), data, flags=re.M)
    if release == '5.10':
        data = without_notes(data)
        return re.sub(rb'^(Page allocated .*?\)), pid .*$', rb'\1', data, flags=re.M)
    return data
