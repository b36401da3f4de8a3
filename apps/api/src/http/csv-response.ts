/** A streamed CSV download with the name `filename`. The generator runs only as fast as the client reads. */
export function csvResponse(bytes: AsyncGenerator<Uint8Array>, filename: string): Response {
  const stream = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const next = await bytes.next()
      if (next.done) controller.close()
      else controller.enqueue(next.value)
    },
    async cancel() {
      await bytes.return(undefined)
    },
  })
  return new Response(stream, {
    headers: {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': `attachment; filename="${filename}"`,
      'x-content-type-options': 'nosniff',
    },
  })
}
