import protobuf from 'protobufjs/minimal.js'
import { dataTypes, endedTag, type SummaryValue, settingsTag, type TensorBoardEvent } from './event'
import { frame } from './records'

type Writer = protobuf.Writer

const wire = { varint: 0, eightBytes: 1, length: 2, fourBytes: 5 } as const
const key = (field: number, type: (typeof wire)[keyof typeof wire]): number => (field << 3) | type

const newWriter = (): Writer => protobuf.Writer.create()

const text = (writer: Writer, field: number, value: string): Writer =>
  writer.uint32(key(field, wire.length)).string(value)
const bytes = (writer: Writer, field: number, value: Uint8Array): Writer =>
  writer.uint32(key(field, wire.length)).bytes(value)
const whole = (writer: Writer, field: number, value: number): Writer =>
  writer.uint32(key(field, wire.varint)).int64(value)
const double = (writer: Writer, field: number, value: number): Writer =>
  writer.uint32(key(field, wire.eightBytes)).double(value)

/** A message within a message. */
const nested = (writer: Writer, field: number, fill: (inner: Writer) => void): Writer => {
  const inner = newWriter()
  fill(inner)
  return bytes(writer, field, inner.finish())
}

/** SummaryMetadata.plugin_data */
const plugin = (value: Writer, name: string, content: Uint8Array): Writer =>
  nested(value, 9, (metadata) =>
    nested(metadata, 1, (data) => {
      text(data, 1, name)
      if (content.length > 0) bytes(data, 2, content)
    }),
  )

/** A tensor of texts without axes, or with one axis of length 1. */
const textTensor = (value: Writer, content: string): Writer =>
  nested(value, 8, (tensor) => {
    whole(tensor, 1, dataTypes.string)
    nested(tensor, 2, (shape) => nested(shape, 2, (dimension) => whole(dimension, 1, 1)))
    text(tensor, 8, content)
  })

/** A scalar tensor: what the plugin “hparams” wants beside its metadata. */
const emptyTensor = (value: Writer): Writer =>
  nested(value, 8, (tensor) => {
    whole(tensor, 1, dataTypes.float)
    nested(tensor, 2, () => undefined)
    tensor.uint32(key(5, wire.length)).uint32(4).float(0)
  })

/** HParamsPluginData with one of its parts. */
function settingsContent(field: number, fill: (part: Writer) => void): Uint8Array {
  const data = newWriter()
  whole(data, 1, 0)
  return nested(data, field, fill).finish()
}

function setting(part: Writer, name: string, value: string | number | boolean): void {
  nested(part, 1, (entry) => {
    text(entry, 1, name)
    nested(entry, 2, (held) => {
      if (typeof value === 'number') double(held, 2, value)
      else if (typeof value === 'string') text(held, 3, value)
      else held.uint32(key(4, wire.varint)).bool(value)
    })
  })
}

function fillValue(writer: Writer, value: SummaryValue): void {
  switch (value.type) {
    case 'scalar':
      text(writer, 1, value.tag)
      writer.uint32(key(2, wire.fourBytes)).float(value.value)
      return
    case 'text':
      text(writer, 1, value.tag)
      plugin(writer, 'text', new Uint8Array())
      textTensor(writer, value.text)
      return
    case 'image':
      text(writer, 1, value.tag)
      nested(writer, 4, (image) => {
        whole(image, 1, value.height)
        whole(image, 2, value.width)
        whole(image, 3, value.channels)
        bytes(image, 4, value.png)
      })
      return
    case 'settings':
      text(writer, 1, settingsTag)
      plugin(
        writer,
        'hparams',
        settingsContent(3, (part) => {
          for (const [name, held] of Object.entries(value.settings)) setting(part, name, held)
          double(part, 5, value.started)
        }),
      )
      emptyTensor(writer)
      return
    case 'ended':
      text(writer, 1, endedTag)
      plugin(
        writer,
        'hparams',
        settingsContent(4, (part) => {
          whole(part, 1, value.success ? 1 : 2)
          double(part, 2, value.ended)
        }),
      )
      emptyTensor(writer)
      return
  }
}

function eventBytes({ wallTime, step, values }: TensorBoardEvent): Uint8Array {
  const event = newWriter()
  double(event, 1, wallTime)
  whole(event, 2, step)
  nested(event, 5, (summary) => {
    for (const value of values) nested(summary, 1, (one) => fillValue(one, value))
  })
  return event.finish()
}

/** The record that every event file begins with. */
export function firstRecord(wallTime: number): Uint8Array {
  const event = newWriter()
  double(event, 1, wallTime)
  return frame(text(event, 3, 'brain.Event:2').finish())
}

/** An event as a record of an event file (tensorflow.Event in a TFRecord). */
export const eventRecord = (event: TensorBoardEvent): Uint8Array => frame(eventBytes(event))
