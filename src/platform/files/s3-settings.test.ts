import { expect, test } from 'vitest'
import { OperatorError } from '../../base/problem.ts'
import { s3ForBackups, s3FromEnvironment } from './s3-settings.ts'

const whole = {
  MUSUBI_FILES_BUCKET: 'mihon-files',
  MUSUBI_FILES_ENDPOINT: 'https://s3.example.jp',
  MUSUBI_FILES_KEY_ID: 'key',
  MUSUBI_FILES_SECRET: 'secret',
}

test('without a bucket files lie in the data folder', () => {
  expect(s3FromEnvironment({})).toBeUndefined()
})

test('a server of one’s own is asked path-style, AWS by host name', () => {
  expect(s3FromEnvironment({ ...whole, MUSUBI_FILES_PREFIX: 'musubi' })).toEqual({
    bucket: 'mihon-files',
    endpoint: 'https://s3.example.jp',
    region: 'us-east-1',
    pathStyle: true,
    prefix: 'musubi/',
    credentials: { accessKeyId: 'key', secretAccessKey: 'secret' },
  })
  expect(s3FromEnvironment({ MUSUBI_FILES_BUCKET: 'mihon-files', MUSUBI_FILES_REGION: 'ap-northeast-1' })).toEqual({
    bucket: 'mihon-files',
    region: 'ap-northeast-1',
    pathStyle: false,
    prefix: '',
  })
})

test.each([
  [{ MUSUBI_FILES_ENDPOINT: 'https://s3.example.jp' }, 'MUSUBI_FILES_BUCKET'],
  [{ ...whole, MUSUBI_FILES_BUCKET: 'Not_A_Bucket' }, 'MUSUBI_FILES_BUCKET'],
  [{ ...whole, MUSUBI_FILES_ENDPOINT: 's3.example.jp' }, 'MUSUBI_FILES_ENDPOINT'],
  [{ ...whole, MUSUBI_FILES_ENDPOINT: 'https://u:p@s3.example.jp' }, 'MUSUBI_FILES_ENDPOINT'],
  [{ MUSUBI_FILES_BUCKET: 'mihon-files' }, 'MUSUBI_FILES_REGION'],
  [{ ...whole, MUSUBI_FILES_SECRET: '' }, 'belong together'],
  [{ ...whole, MUSUBI_FILES_PATH_STYLE: 'true' }, 'MUSUBI_FILES_PATH_STYLE'],
  [{ ...whole, MUSUBI_FILES_PREFIX: '../x' }, 'MUSUBI_FILES_PREFIX'],
])('a mistake is said with its name: %j', (environment, name) => {
  expect(() => s3FromEnvironment(environment)).toThrow(OperatorError)
  expect(() => s3FromEnvironment(environment)).toThrow(name)
})

test('backups go to a service of their own, or to the one of the files; never to a mixture', () => {
  const own = { MUSUBI_BACKUP_REGION: 'ap-northeast-3', MUSUBI_BACKUP_KEY_ID: 'other', MUSUBI_BACKUP_SECRET: 'other' }
  expect(s3ForBackups('s3://mihon-backups/miyagi', { ...whole, ...own })).toEqual({
    bucket: 'mihon-backups',
    prefix: 'miyagi/',
    region: 'ap-northeast-3',
    pathStyle: false,
    credentials: { accessKeyId: 'other', secretAccessKey: 'other' },
  })
  expect(s3ForBackups('s3://mihon-backups', { ...whole, MUSUBI_FILES_PREFIX: 'files' })).toMatchObject({
    bucket: 'mihon-backups',
    prefix: '',
    endpoint: 'https://s3.example.jp',
    credentials: { accessKeyId: 'key' },
  })
  expect(() => s3ForBackups('s3://mihon-backups', { ...whole, MUSUBI_BACKUP_KEY_ID: 'k' })).toThrow(
    'MUSUBI_BACKUP_REGION',
  )
  expect(() => s3ForBackups('s3://mihon-backups', {})).toThrow('MUSUBI_BACKUP_REGION')
  expect(() => s3ForBackups('s3://', whole)).toThrow('s3://bucket/prefix')
})
