import { deflateRawSync } from 'node:zlib'
import { crc32 } from '../../src-main/datasets/trees/crc32'

/** A member of a zip archive; what is given beside name and content is written in place of what would be right. */
export interface RawMember {
  readonly name: string
  readonly content: Uint8Array
  readonly deflated?: boolean
  readonly size?: number
  readonly crc?: number
  readonly method?: number
  readonly flags?: number
  readonly attributes?: number
  readonly offset?: number
}

/** A zip archive written field by field (APPNOTE 6.3), so that fields can lie. */
export function rawZip(members: readonly RawMember[]): Uint8Array {
  const parts: Buffer[] = []
  const directory: Buffer[] = []
  let at = 0
  for (const { name, content, deflated = false, offset, ...lies } of members) {
    const data = deflated ? deflateRawSync(content) : Buffer.from(content)
    const bytes = Buffer.from(name)
    const method = lies.method ?? (deflated ? 8 : 0)
    const [crc, size] = [lies.crc ?? crc32(content), lies.size ?? content.length]
    const common = Buffer.alloc(26)
    common.writeUInt16LE(20, 0)
    common.writeUInt16LE(lies.flags ?? 0x800, 2)
    common.writeUInt16LE(method, 4)
    common.writeUInt32LE(crc, 10)
    common.writeUInt32LE(data.length, 14)
    common.writeUInt32LE(size, 18)
    common.writeUInt16LE(bytes.length, 22)
    const local = Buffer.concat([Buffer.from('PK\u0003\u0004', 'latin1'), common, bytes, data])
    const tail = Buffer.alloc(14)
    tail.writeUInt32LE(lies.attributes ?? 0, 6)
    tail.writeUInt32LE(offset ?? at, 10)
    const head = Buffer.concat([Buffer.from('PK\u0001\u0002', 'latin1'), Buffer.from([20, 3]), common, tail, bytes])
    parts.push(local)
    directory.push(head)
    at += local.length
  }
  const central = Buffer.concat(directory)
  const end = Buffer.alloc(22)
  end.write('PK\u0005\u0006', 'latin1')
  end.writeUInt16LE(members.length, 8)
  end.writeUInt16LE(members.length, 10)
  end.writeUInt32LE(central.length, 12)
  end.writeUInt32LE(at, 16)
  return Buffer.concat([...parts, central, end])
}
