using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Workbench.Testing;

/// <summary>A request to a <see cref="ScriptedServer"/>.</summary>
/// <param name="Path">Path of the URL.</param>
/// <param name="Headers">Headers by name; names ignore case.</param>
public sealed record ServerRequest(string Path, IReadOnlyDictionary<string, string> Headers)
{
    /// <summary>Start of the requested range; 0 without one.</summary>
    public int RangeStart =>
        Headers.TryGetValue("Range", out var range)
            ? int.Parse(range["bytes=".Length..^1], System.Globalization.CultureInfo.InvariantCulture)
            : 0;
}

/// <summary>The response on one connection, byte by byte.</summary>
public sealed class ServerReply(Socket socket, CancellationToken end)
{
    /// <summary>Cancelled when the server stops.</summary>
    public CancellationToken End => end;

    /// <summary>Sends a status line and headers.</summary>
    public Task Head(string status, params string[] headers) =>
        Send(
            Encoding.ASCII.GetBytes(
                $"HTTP/1.1 {status}\r\nConnection: close\r\n{string.Concat(headers.Select(header => header + "\r\n"))}\r\n"));

    /// <summary>Sends bytes unchanged.</summary>
    public async Task Send(ReadOnlyMemory<byte> bytes)
    {
        while (bytes.Length > 0) bytes = bytes[await socket.SendAsync(bytes, end)..];
    }

    /// <summary>Resets the connection, like a pulled cable.</summary>
    public void Reset() => socket.Close(0);
}

/// <summary>
/// An HTTP server on this machine that answers as a test scripts it, byte by byte. Every connection has one request and is then closed. The
/// last answer serves all further connections.
/// </summary>
public sealed class ScriptedServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();   // not disposed: answers may still use its token
    private readonly List<ServerRequest> _requests = [];
    private readonly Func<ServerRequest, ServerReply, Task>[] _answers;

    /// <summary>Starts the server.</summary>
    /// <param name="answers">One answer per connection.</param>
    public ScriptedServer(params Func<ServerRequest, ServerReply, Task>[] answers)
    {
        _answers = answers;
        _listener.Start();
        Url = new Uri($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/");
        _ = Task.Run(Serve);
    }

    /// <summary>The server's root URL.</summary>
    public Uri Url { get; }

    /// <summary>All requests so far.</summary>
    public IReadOnlyList<ServerRequest> Requests
    {
        get
        {
            lock (_requests) return [.. _requests];
        }
    }

    /// <summary>Starts of the requested ranges; 0 for whole files.</summary>
    public IReadOnlyList<int> RangeStarts => [.. Requests.Select(request => request.RangeStart)];

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_end.IsCancellationRequested) return;
        _end.Cancel();
        _listener.Dispose();
    }

    private async Task Serve()
    {
        try
        {
            while (true)
            {
                var socket = await _listener.AcceptSocketAsync(_end.Token);
                _ = Task.Run(() => Answer(socket));
            }
        }
        catch (Exception error) when (error is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test has ended.
        }
    }

    private async Task Answer(Socket socket)
    {
        using (socket)
        {
            try
            {
                var request = await Read(socket);
                int number;
                lock (_requests)
                {
                    number = _requests.Count;
                    _requests.Add(request);
                }
                await _answers[Math.Min(number, _answers.Length - 1)](request, new ServerReply(socket, _end.Token));
                socket.Shutdown(SocketShutdown.Send);
            }
            catch (Exception error) when (error is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                // The client has disconnected, or the test has ended.
            }
        }
    }

    private async Task<ServerRequest> Read(Socket socket)
    {
        var text = new StringBuilder();
        var chunk = new byte[4096];
        while (!text.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            var read = await socket.ReceiveAsync(chunk.AsMemory(), _end.Token);
            if (read == 0) throw new SocketException((int)SocketError.ConnectionReset);
            text.Append(Encoding.ASCII.GetString(chunk, 0, read));
        }
        var lines = text.ToString().Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        return new(
            lines[0].Split(' ')[1],
            lines
                .Skip(1)
                .Select(line => line.Split(':', 2))
                .ToDictionary(pair => pair[0].Trim(), pair => pair[1].Trim(), StringComparer.OrdinalIgnoreCase));
    }
}
