namespace Workbench.Testing;

/// <summary>Answers of a <see cref="ScriptedServer"/> that has one file.</summary>
public static class Served
{
    /// <summary>As good servers do: whole, or from where it is asked if the version is still this one.</summary>
    /// <param name="bytes">The file.</param>
    /// <param name="tag">Its version.</param>
    /// <param name="stop">Ends the connection after so many bytes of the body.</param>
    public static Func<ServerRequest, ServerReply, Task> Well(byte[] bytes, string tag = "\"1\"", int stop = int.MaxValue) =>
        async (request, reply) =>
    {
        var from = request.Headers.GetValueOrDefault("If-Range", tag) == tag ? request.From : 0;
        if (from >= bytes.Length) await reply.Head("416 Range Not Satisfiable", $"Content-Range: bytes */{bytes.Length}");
        else if (from > 0)
            await reply.Head(
                "206 Partial Content", $"ETag: {tag}", $"Content-Length: {bytes.Length - from}",
                $"Content-Range: bytes {from}-{bytes.Length - 1}/{bytes.Length}");
        else await reply.Head("200 OK", $"ETag: {tag}", $"Content-Length: {bytes.Length}");
        await reply.Send(bytes.AsMemory(from, Math.Min(stop, bytes.Length - from)));
    };

    /// <summary>Always whole, whatever is asked.</summary>
    /// <param name="bytes">The file.</param>
    /// <param name="stop">Ends the connection after so many bytes of the body.</param>
    public static Func<ServerRequest, ServerReply, Task> Whole(byte[] bytes, int stop = int.MaxValue) => async (_, reply) =>
    {
        await reply.Head("200 OK", $"Content-Length: {bytes.Length}");
        await reply.Send(bytes.AsMemory(0, Math.Min(stop, bytes.Length)));
    };

    /// <summary>A status without a body.</summary>
    /// <param name="status">Number and reason.</param>
    /// <param name="headers">Headers beside it.</param>
    public static Func<ServerRequest, ServerReply, Task> Status(string status, params string[] headers) =>
        (_, reply) => reply.Head(status, [.. headers, "Content-Length: 0"]);
}
