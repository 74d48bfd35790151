# SPDX-License-Identifier: GPL-2.0-or-later
"""Names of Rust functions: in every output, in selections, and in a comparison of two builds."""
import re
import subprocess

from check import check

# In a warning of the tyr driver, of an irqchip, of drop_in_place() in a KUnit test, all of Linux;
# the old form is not used by Linux, but by modules that are built otherwise.
RUST = """
_RNvXs6_NtCs257m05FHVbX_3tyr2vmNtB5_9GpuVmDataNtNtNtCsgmSOfgXi5CZ_6kernel3drm5gpuvm11DriverGpuVm13\
sm_step_unmap
_RNvMs4_NtNtNtCsgmSOfgXi5CZ_6kernel3drm5gpuvm6sm_opsINtB7_5GpuVmNtNtCs257m05FHVbX_3tyr2vm9\
GpuVmDataE13sm_step_unmapB13_
_RNvMs5_NtCs257m05FHVbX_3tyr2vmNtB5_2Vm7exec_op
_RINvNtCs5hGKnPbRUFW_4core3ptr13drop_in_placeNtNtCs257m05FHVbX_3tyr3gem8KernelBoEBK_
_RINvNtCs5hGKnPbRUFW_4core3ptr13drop_in_placeINtNtNtCsgmSOfgXi5CZ_6kernel5alloc4kvec3VecNtNtCs257m\
05FHVbX_3tyr2fw7SectionNtNtBL_9allocator7KmallocEEB1r_
_RINvNtCs5hGKnPbRUFW_4core3ptr13drop_in_placeINtNtNtCsgmSOfgXi5CZ_6kernel4sync3arc3ArcNtNtCs257m05\
FHVbX_3tyr2fw8FirmwareEEB1p_
_RNvMs4_NtNtCsgmSOfgXi5CZ_6kernel3drm6deviceINtB5_6DeviceNtNtCs257m05FHVbX_3tyr6driver12\
TyrDrmDriverE7releaseBW_
_RINvNtCs5QSdWC790r4_4core3ptr13drop_in_placeINtNtCs1cdwasc6FUb_6kernel10maple_tree9MapleTreeINtNt\
NtBL_5alloc4kbox3BoxlNtNtB1x_9allocator7KmallocEEECsgxAQYCfdR72_25doctests_kernel_generated
_RINvNtCs8YfjL7j61RY_6kernel3irq21irq_set_wake_callbackINtNtNtB4_4gpio7irqchip14IrqChipAdapterNtCs\
5J4rE82acbO_15gpio_pl061_rust11PL061DeviceEEB1v_
_RNvXNtNtNtCsdfZWD8DztAw_6kernel4sync4lock8spinlockNtB2_15SpinLockBackendNtB4_7Backend6unlock
_RNvNtCse297zByDW5v_6kernel5print11call_printk
_ZN4core3num7flt2dec8strategy5grisu16format_exact_opt17h69ace91c6ce26b95E
""".replace('\\\n', '').split()


def rust(tool):
    """Names of Rust, as the c++filt of binutils writes them without hashes."""
    head = (b'Page allocated via order 0, mask 0xcc0(GFP_KERNEL), pid 1, tgid 1 (a), ts 5 ns\n'
            b'PFN 0x10 type Movable Block 0 type Movable Flags 0x0()\n')

    def text(name, symbols):
        return tool.file(name, b''.join(b'%s %s+0x1/0x2 [m]\n\n' % (head, s.encode())
                                        for s in symbols))

    path = text('rust', RUST)
    plain = subprocess.run(['c++filt', '--no-verbose', *RUST], stdout=subprocess.PIPE, check=True)
    names = plain.stdout.decode().split('\n')[:-1]
    out = tool.run('report', '--full', path)[1].decode()
    missing = [n for n in names if ' %s+0x1/0x2 [m]\n' % n not in out]
    check(len(set(names) - set(RUST)) == len(RUST) and not missing, 'Rust: names as c++filt -i',
          missing, out)
    out = tool.run('report', '--format', 'json', '--top', '0', path)[1].decode()
    check(all('"symbol": "%s"' % n in out or '"symbol":"%s"' % n in out for n in names),
          'Rust: names in JSON', out[:2000])
    listed = tool.run('list', path)[1].decode()
    check(all(' %s+0x1/0x2 [m]\n' % s in listed for s in RUST), 'Rust: a list is as the kernel is')
    for option, words in (('--frame', (r'^_RNvMs5.*exec_op\+', r'^<tyr::vm::Vm>::exec_op\+')),
                          ('--callers', (r'^_RNvMs5.*exec_op', r'^<tyr::vm::Vm>::exec_op \[m\]$'))):
        for word in words:
            out = tool.run('report', '--cull', 'ca', option, word, path)[1].decode()
            check('caller <tyr::vm::Vm>::exec_op [m]:' in out and
                  (option != '--frame' or 'Selected     1 pages' in out),
                  'Rust: %s %s' % (option, word), out)
    other = [re.sub('Cs[0-9A-Za-z]+_', 'Cs1b2C3d4E5f6_', s).replace('69ace91c', '12345678')
             for s in RUST[2:3] + RUST[-2:]]
    status, out, message = tool.run('diff', path, text('other', RUST[:2] + RUST[3:-2] + other))
    check(status == 0 and re.search(rb'^Change +none', out, re.M),
          'Rust: two builds have the same stacks', message, out)
    # Tuples of a tuple twice, 50 deep; a tuple of itself; lifetimes without number.
    digits = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ'
    twice = ''.join('B%s_E' % digits[4 + 50 - i - 1] for i in range(50))
    bombs = ['_RMC1a' + 'T' * 50 + 'u' + twice, '_RMC1aTB3_B3_E', '_RMC1aFGzzzzzzzzzz_uEu',
             '_R' + 'B_' * 200, '_RNvC' + '1a' * 400]
    path = text('bombs', bombs)
    done = subprocess.run(['timeout', '20', tool.program, 'report', '--full', path],
                          stdout=subprocess.PIPE, check=False)
    check(done.returncode == 0 and all(b.encode()[:500] in done.stdout for b in bombs),
          'Rust: a name without an end stays as it is', done.returncode, done.stdout[:2000])
