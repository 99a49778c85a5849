import { expect, test } from 'vitest'
import { serverEnvironment } from './user.ts'

test('the database server learns no secret of the platform', () => {
  const environment = {
    PATH: '/bin',
    LC_ALL: 'C.UTF-8',
    TZ: 'Asia/Tokyo',
    DATABASE_URL: 'postgres://a:word@b/c',
    MUSUBI_KEYS_PASSPHRASE: 'word',
    MUSUBI_SMTP: 'smtp://a:word@b',
    AWS_SECRET_ACCESS_KEY: 'word',
    NODE_OPTIONS: '--inspect',
    PGPASSWORD: 'word',
    PATHS: 'word',
  }
  expect(serverEnvironment(environment)).toEqual({ PATH: '/bin', LC_ALL: 'C.UTF-8', TZ: 'Asia/Tokyo' })
})
