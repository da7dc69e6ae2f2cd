/**
 * Settings that differ from PostgreSQL's own. They are given on the command line, where SQL cannot lose them.
 * The image is taken between statements, whole and exact: torn pages cannot occur, so that the log need not hold
 * full pages, and nothing waits for a disk.
 */
export const settings: readonly string[] = [
  'exit_on_error=false',
  'client_encoding=UTF8',
  'shared_buffers=32MB',
  'max_stack_depth=100kB', // deeper recursion overflows the WebAssembly stack, which the engine does not survive
  'max_worker_processes=0',
  'max_parallel_workers=0',
  'max_parallel_workers_per_gather=0',
  'max_parallel_maintenance_workers=0',
  'io_method=sync',
  'autovacuum=off',
  'fsync=off',
  'full_page_writes=off',
  'wal_level=minimal',
  'max_wal_senders=0',
  'wal_recycle=off',
  'wal_init_zero=off',
  'min_wal_size=2MB',
  'max_wal_size=64MB',
  'log_checkpoints=false',
  'jit=off',
]

export const startParams = ['--single', '-F', '-O', '-j', ...settings.flatMap((setting) => ['-c', setting])]
