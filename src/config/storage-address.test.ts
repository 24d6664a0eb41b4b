import { expect, test } from 'vitest'
import { readS3Address, sourcePlace } from './storage-address.ts'

test.each([
  ['s3://shop-raw/dms', { bucket: 'shop-raw', prefix: 'dms' }],
  ['s3://shop-raw/dms/', { bucket: 'shop-raw', prefix: 'dms' }],
  ['S3://shop.raw', { bucket: 'shop.raw', prefix: '' }],
  ['s3://shop-raw/', { bucket: 'shop-raw', prefix: '' }],
  ['s3://shop-raw/a//b', { bucket: 'shop-raw', prefix: 'a//b' }],
  ['s3://shop-raw/a//', { bucket: 'shop-raw', prefix: 'a/' }],
  ['s3://shop-raw/a/../b', null],
  ['s3:///a', null],
  ['s3://b', null],
  ['gs://shop-raw/dms', null],
  ['raw', null],
])('reads %s', (text, address) => {
  expect(readS3Address(text)).toEqual(address)
})

const s3 = (bucket: string, prefix: string) => ({ kind: 's3', bucket, prefix })

test.each([
  [null, 'raw', { kind: 'folder', path: 'raw' }],
  ['/data', 'shop', { kind: 'folder', path: '/data/shop' }],
  [null, 's3://bucket/raw', s3('bucket', 'raw')],
  ['s3://bucket/dms', 'shop', s3('bucket', 'dms/shop')],
  ['s3://bucket', 'shop', s3('bucket', 'shop')],
  ['s3://bucket/dms/', '.', s3('bucket', 'dms')],
  ['s3://bucket/dms', 's3://bucket/dms/shop', s3('bucket', 'dms/shop')],
  ['s3://bucket/dms', 's3://bucket/dms', s3('bucket', 'dms')],
  ['s3://bucket', 's3://bucket/any', s3('bucket', 'any')],
  ['s3://bucket/dms', 's3://bucket/dms2', null],
  ['s3://bucket/dms', 's3://other/dms/shop', null],
  ['data', 's3://bucket/dms', null],
])('below %s the location %s', (raw, location, place) => {
  expect(sourcePlace(raw, location)).toEqual(place)
})
