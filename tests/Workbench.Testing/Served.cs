namespace Workbench.Testing;

/// <summary>Answers of a <see cref="ScriptedServer"/> that serves one file.</summary>
public static class Served
{
    /// <summary>Serves the file like a correct server: a range if its version matches, else the whole file.</summary>
    /// <param name="bytes">Content of the file.</param>
    /// <param name="tag">ETag of the file.</param>
    /// <param name="stop">Number of bytes of the body after which the connection ends.</param>
    public static Func<ServerRequest, ServerReply, Task> Correctly(byte[] bytes, string tag = "\"1\"", int stop = int.MaxValue) =>
        async (request, reply) =>
    {
        var from = request.Headers.GetValueOrDefault("If-Range", tag) == tag ? request.RangeStart : 0;
        if (from >= bytes.Length) await reply.Head("416 Range Not Satisfiable", $"Content-Range: bytes */{bytes.Length}");
        else if (from > 0)
            await reply.Head(
                "206 Partial Content", $"ETag: {tag}", $"Content-Length: {bytes.Length - from}",
                $"Content-Range: bytes {from}-{bytes.Length - 1}/{bytes.Length}");
        else await reply.Head("200 OK", $"ETag: {tag}", $"Content-Length: {bytes.Length}");
        await reply.Send(bytes.AsMemory(from, Math.Min(stop, bytes.Length - from)));
    };

    /// <summary>Serves the whole file and ignores ranges.</summary>
    /// <param name="bytes">Content of the file.</param>
    /// <param name="stop">Number of bytes of the body after which the connection ends.</param>
    public static Func<ServerRequest, ServerReply, Task> WithoutRanges(byte[] bytes, int stop = int.MaxValue) => async (_, reply) =>
    {
        await reply.Head("200 OK", $"Content-Length: {bytes.Length}");
        await reply.Send(bytes.AsMemory(0, Math.Min(stop, bytes.Length)));
    };

    /// <summary>Sends a status without a body.</summary>
    /// <param name="status">Code and reason.</param>
    /// <param name="headers">Additional headers.</param>
    public static Func<ServerRequest, ServerReply, Task> Status(string status, params string[] headers) =>
        (_, reply) => reply.Head(status, [.. headers, "Content-Length: 0"]);
}
