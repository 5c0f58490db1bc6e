// What awsx uses of two modules that the types of Node 24 do not have.

declare module 'bun:ffi' {
  interface Signature {
    readonly args: readonly ('i32' | 'u64' | 'ptr')[]
    readonly returns: 'i32'
  }
  type Argument = number | bigint | NodeJS.TypedArray
  export function dlopen<T extends Readonly<Record<string, Signature>>>(
    path: string,
    signatures: T,
  ): { readonly symbols: { readonly [K in keyof T]: (...args: readonly Argument[]) => number } }
}
