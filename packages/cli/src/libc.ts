/** The calls of libc that JavaScript has no name for. Linux only: the numbers that go in are Linux's. */
export interface Libc {
  /** prctl(2) with one argument; -1 where the system refuses. */
  prctl(option: number, value: number): number
  /** Fills `libcWords` from getsockopt(2); returns how many bytes it gave, -1 where the system refuses. */
  getsockopt(fd: number, level: number, name: number): number
  /** What the last `getsockopt` gave. */
  readonly words: Readonly<Uint32Array>
}

const wordCount = 3

/**
 * Opens libc: by `bun:ffi` in the native build, by `node:ffi` in Node 26 and later; null where neither is there, or may
 * not be used (`--permission` without `--allow-ffi`).
 *
 * Under `--permission` whatever was opened goes on to work, and the right to open more is given back.
 */
export async function openLibc(): Promise<Libc | null> {
  // SO_PEERCRED has other numbers elsewhere (include/uapi/asm-generic/socket.h and its exceptions).
  if (process.platform !== 'linux' || !['x64', 'arm64'].includes(process.arch)) return null
  try {
    return typeof AWSX_FLAVOUR === 'string' && AWSX_FLAVOUR === 'native' ? await openByBun() : openByNode()
  } catch {
    return null
  }
}

async function openByBun(): Promise<Libc> {
  const { dlopen } = await import('bun:ffi')
  const { symbols } = dlopen('libc.so.6', {
    prctl: { args: ['i32', 'u64', 'u64', 'u64', 'u64'], returns: 'i32' },
    getsockopt: { args: ['i32', 'i32', 'i32', 'ptr', 'ptr'], returns: 'i32' },
  })
  const words = new Uint32Array(wordCount)
  const length = new Uint32Array(1)
  return {
    prctl: (option, value) => symbols.prctl(option, BigInt(value), 0n, 0n, 0n),
    getsockopt: (fd, level, name) =>
      readOption(words, length, () => symbols.getsockopt(fd, level, name, words, length)),
    words,
  }
}

/** What awsx uses of `node:ffi` (https://nodejs.org/api/ffi.html). */
interface NodeFfi {
  dlopen(path: null, signatures: object): { readonly functions: Record<'prctl' | 'getsockopt', NativeFunction> }
  getRawPointer(words: Uint32Array): bigint
}
type NativeFunction = (...args: readonly (number | bigint)[]) => number

function openByNode(): Libc | null {
  const ffi = (process.getBuiltinModule as (name: string) => unknown)('node:ffi') as NodeFfi | undefined
  if (ffi === undefined) return null
  const { functions } = ffi.dlopen(null, {
    prctl: { arguments: ['i32', 'u64', 'u64', 'u64', 'u64'], return: 'i32' },
    getsockopt: { arguments: ['i32', 'i32', 'i32', 'pointer', 'pointer'], return: 'i32' },
  })
  const words = new Uint32Array(wordCount)
  const length = new Uint32Array(1)
  // Taken now: to ask for an address needs the right to ffi, a call does not. They stay where they are (no resizing,
  // no transfer), as long as this closure holds them.
  const [wordsAt, lengthAt] = [ffi.getRawPointer(words), ffi.getRawPointer(length)]
  // `drop` came with Node 24.
  const permission = process.permission as { drop?(scope: string): void } | undefined
  permission?.drop?.('ffi')
  return {
    prctl: (option, value) => functions.prctl(option, BigInt(value), 0n, 0n, 0n),
    getsockopt: (fd, level, name) =>
      readOption(words, length, () => functions.getsockopt(fd, level, name, wordsAt, lengthAt)),
    words,
  }
}

function readOption(words: Uint32Array, length: Uint32Array, call: () => number): number {
  words.fill(0)
  length[0] = words.byteLength
  return call() === 0 ? (length[0] ?? -1) : -1
}
