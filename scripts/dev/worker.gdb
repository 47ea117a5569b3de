# Stops in the first worker that takes turns, at sampler_run:
#
#   gdb -x scripts/dev/worker.gdb --args build/debug/escapebench run return_pointer -a glibc
#
# gdb follows the parent into each worker. A worker that ends before sampler_run, such as the
# one that verifies the allocator, is left, and the parent goes on.
set pagination off
set confirm off
set breakpoint pending on
set follow-fork-mode child
set detach-on-fork off
set schedule-multiple on
python
def go_on():
    gdb.execute("inferior 1")
    gdb.execute("continue")


def on_exit(event):
    if event.inferior.num > 1 and hasattr(event, "exit_code"):  # not one that gdb killed
        gdb.post_event(go_on)


gdb.events.exited.connect(on_exit)
end
break sampler_run
run
