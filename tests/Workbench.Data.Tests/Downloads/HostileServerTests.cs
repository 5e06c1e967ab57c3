using System.Text;
using CsCheck;
using Workbench.Data.Downloads;

namespace Workbench.Data.Tests.Downloads;

/// <summary>A response with damaged bytes gives the right file or an error, and nothing else.</summary>
public sealed class HostileServerTests
{
    private static readonly byte[] s_file = PullPlace.Bytes(2_000);

    private static readonly byte[] s_answer =
    [
        .. Encoding.ASCII.GetBytes(
            "HTTP/1.1 200 OK\r\nETag: \"1\"\r\nLast-Modified: Tue, 06 Nov 2007 10:00:00 GMT\r\n"
            + "Content-Range: bytes 0-1999/2000\r\nLocation: /here\r\nRetry-After: 0\r\n"
            + $"Content-Length: {s_file.Length}\r\nConnection: close\r\n\r\n"),
        .. s_file,
    ];

    [Fact]
    public void A_damaged_response_gives_the_file_or_an_error() =>
        Gen.Int[0, s_answer.Length - s_file.Length]
            .SelectMany(at => Gen.Byte.Select(value => (at, value)))
            .Array[1, 4]
            .Array[1, 3]
            .Sample(
                damages =>
                {
                    using var place = new PullPlace(s_file, [.. damages.Select(changes => Answer([.. changes]))]);
                    try
                    {
                        place
                            .Pull(PullPlace.Settings with { Tries = 2, Stall = TimeSpan.FromSeconds(2), LongestWait = TimeSpan.Zero })
                            .GetAwaiter()
                            .GetResult();
                        return place.Pulled.AsSpan().SequenceEqual(s_file);
                    }
                    catch (PullException error)
                    {
                        return error.Message.Length > 0 && !place.File.Exists;
                    }
                },
                iter: 300,
                threads: 1);

    private static Func<ServerRequest, ServerReply, Task> Answer((int At, byte Value)[] changes)
    {
        var answer = s_answer.ToArray();
        foreach (var (at, value) in changes) answer[at] = value;
        return (_, reply) => reply.Send(answer);
    }
}
