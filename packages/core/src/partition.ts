/** An AWS partition: its name in ARNs, the region STS is asked in when nobody named one, and its region prefixes. */
interface Partition {
  readonly defaultRegion: string
  readonly regionPrefixes: readonly string[]
}

const partitions: ReadonlyMap<string, Partition> = new Map([
  ['aws', { defaultRegion: 'us-east-1', regionPrefixes: [] }],
  ['aws-cn', { defaultRegion: 'cn-north-1', regionPrefixes: ['cn-'] }],
  ['aws-us-gov', { defaultRegion: 'us-gov-west-1', regionPrefixes: ['us-gov-'] }],
  ['aws-iso', { defaultRegion: 'us-iso-east-1', regionPrefixes: ['us-iso-'] }],
  ['aws-iso-b', { defaultRegion: 'us-isob-east-1', regionPrefixes: ['us-isob-'] }],
  ['aws-iso-e', { defaultRegion: 'eu-isoe-west-1', regionPrefixes: ['eu-isoe-'] }],
  ['aws-iso-f', { defaultRegion: 'us-isof-south-1', regionPrefixes: ['us-isof-', 'eu-isof-'] }],
  ['aws-eusc', { defaultRegion: 'eusc-de-east-1', regionPrefixes: ['eusc-'] }],
])

/** Whether `name` is a partition that AWS has. */
export function isPartition(name: string): boolean {
  return partitions.has(name)
}

/** The region whose STS stands for a partition; that of `aws` for an unknown one. */
export function defaultRegionOf(partition: string): string {
  return partitions.get(partition)?.defaultRegion ?? 'us-east-1'
}

/** The partition a region lies in; `aws` for every prefix that no other partition owns. */
export function partitionOfRegion(region: string): string {
  for (const [name, { regionPrefixes }] of partitions) {
    if (regionPrefixes.some((prefix) => region.startsWith(prefix))) return name
  }
  return 'aws'
}

const regionForm = /^[a-z]{2,8}(-[a-z0-9]{1,16}){1,4}$/

/** Whether a text has the form of a region, so that it can stand in a host name. */
export function isRegion(text: string): boolean {
  return regionForm.test(text)
}
