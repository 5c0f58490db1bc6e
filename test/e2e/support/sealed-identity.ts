/** A plain age identity that opens the vault of a test at once: no passphrase, no scrypt. */
export const ageIdentity = 'AGE-SECRET-KEY-1R7LWN45S8JC8QC6T3EFZGAGEDA90VJ0GFTUVZ22KG6927ANMM2XQGE2HVJ'

/** The passphrase of {@link sealedIdentity}. */
export const passphrase = 'correct horse battery staple'

/**
 * {@link ageIdentity} as an `identity.age` that {@link passphrase} opens. Its work factor, which is in the file, is 10 and
 * not the 18 that awsx writes: scrypt runs all the same, but a test does not pay a second of CPU time for each unlock.
 */
export const sealedIdentity: Buffer = Buffer.from(
  'YWdlLWVuY3J5cHRpb24ub3JnL3YxCi0+IHNjcnlwdCAyTVFVd3hJTy9HNXhveG9ZWDl6YlFnIDEwCm1yKzVKT2ptMTZiaFREbzljN3ZzZTd4NU9H' +
    'aXVFYWYzKzNHZ0V4by9KdEUKLS0tIHQrNnp1dXgxcnh6SjIydkdkUzJ1MGtVS2lmcWdKenRaNEhwcUFldVp0MkUKa7/ZzpxFUjru8rkJ3FR/VnkD' +
    'LJ+5OLckAlRInlQQ3S6exVmQu5InSbx+EWyHivChRqpZafmZ5R/Bn167SpBkQA9n9+Z5tsczMiQPXRbAj32qyN7vW+vtTwgH1SSvA/Q3sBVjiatQ' +
    'J7P8tcM=',
  'base64',
)
