using System.Text;
using Workbench.Data.Downloads;

namespace Workbench.Data.Tests.Downloads;

/// <summary>Servers that answer correctly or wrongly, local files, and concurrent pulls.</summary>
public sealed class PullerTests
{
    private static readonly byte[] s_file = PullPlace.Bytes(300_000);

    [Fact]
    public async Task A_file_that_is_here_is_not_fetched_again()
    {
        using var place = new PullPlace(s_file, Served.Correctly(s_file));
        var most = default(PullProgress);
        (await place.Pull(progress: at => most = at)).ShouldBeTrue();
        most.ShouldBe(new PullProgress(300_000, 300_000));
        (await place.Pull()).ShouldBeFalse();
        place.Server.Requests.Count.ShouldBe(1);
        (await place.Pull(again: true)).ShouldBeTrue();
        place.Server.RangeStarts.ShouldBe([0, 0]);
        place.Server.Requests[0].Headers["User-Agent"].ShouldStartWith("workbench/");
    }

    [Fact]
    public async Task A_wrong_file_is_deleted_and_both_checksums_are_reported()
    {
        using var place = new PullPlace(s_file, Served.Correctly(PullPlace.Bytes(300_000, seed: 2)));
        var message = await place.PullAndGetError();
        message.ShouldMatch("is not thing.bin: expected sha-256 [0-9a-f]{8}…, found sha-256 [0-9a-f]{64}\\.");
        message.ShouldContain(place.File.Item.Check.Expected);
        place.RemainingFiles.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_old_file_stays_until_the_new_one_is_complete()
    {
        using var place = new PullPlace(s_file, Served.Correctly(s_file), Served.Correctly(PullPlace.Bytes(300_000, seed: 2)));
        await place.Pull();
        await Should.ThrowAsync<PullException>(() => place.Pull(again: true));
        place.Pulled.ShouldBe(s_file);
    }

    [Fact]
    public async Task Redirects_are_followed()
    {
        using var place = new PullPlace(
            s_file, Served.Status("302 Found", "Location: /elsewhere"), Served.Status("301 Moved Permanently", "Location: /here"),
            Served.Correctly(s_file));
        await place.Pull();
        place.Pulled.ShouldBe(s_file);
        place.Server.Requests.Select(request => request.Path).ShouldBe(["/files/thing.bin", "/elsewhere", "/here"]);
    }

    [Fact]
    public async Task Circular_redirects_are_followed_ten_times()
    {
        using var place = new PullPlace(s_file, Served.Status("302 Found", "Location: /files/thing.bin"));
        (await place.PullAndGetError()).ShouldContain("redirects too many times or to a disallowed address (last: '/files/thing.bin').");
        place.Server.Requests.Count.ShouldBe(11);
    }

    [Theory]
    [InlineData("404 Not Found", "the file does not exist or was removed")]
    [InlineData("410 Gone", "the file does not exist or was removed")]
    [InlineData("403 Forbidden", "answered 403 Forbidden.")]
    [InlineData("407 Proxy Authentication Required", "http://NAME:PASSWORD@HOST:PORT")]
    [InlineData("304 Not Modified", "redirects")]
    public async Task Permanent_failures_are_not_retried(string status, string message)
    {
        using var place = new PullPlace(s_file, Served.Status(status));
        var error = await place.PullAndGetError();
        error.ShouldContain(message);
        if (!status.StartsWith("407", StringComparison.Ordinal))
            error.ShouldContain($"put it at '{place.File.Path}' or pass it to 'workbench pull thing --from FILE-OR-URL'.");
        place.Server.Requests.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("500 Internal Server Error")]
    [InlineData("503 Service Unavailable")]
    [InlineData("429 Too Many Requests")]
    public async Task A_temporary_server_error_is_retried(string status)
    {
        using var place = new PullPlace(s_file, Served.Status(status), Served.Status(status, "Retry-After: 0"), Served.Correctly(s_file));
        await place.Pull();
        place.Pulled.ShouldBe(s_file);
        place.Messages[0].ShouldBe($"127.0.0.1 answered {status}; retrying.");
    }

    [Fact]
    public async Task A_lasting_server_error_is_given_up()
    {
        using var place = new PullPlace(s_file, Served.Status("503 Service Unavailable"));
        (await place.PullAndGetError()).ShouldContain("failed 5 times in a row: 127.0.0.1 answered 503 Service Unavailable.");
        place.Server.Requests.Count.ShouldBe(5);
    }

    [Fact]
    public async Task An_answer_that_is_not_HTTP_is_given_up()
    {
        using var place = new PullPlace(s_file, (_, reply) => reply.Send("SSH-2.0-OpenSSH_9.6\r\n"u8.ToArray()));
        (await place.PullAndGetError()).ShouldContain("failed 5 times in a row");
    }

    [Fact]
    public async Task A_connection_that_is_always_reset_is_given_up()
    {
        using var place = new PullPlace(s_file, (_, reply) =>
        {
            reply.Reset();
            return Task.CompletedTask;
        });
        (await place.PullAndGetError()).ShouldContain("failed 5 times in a row");
    }

    [Fact]
    public async Task A_length_that_is_never_reached_is_given_up()
    {
        using var place = new PullPlace(s_file, async (_, reply) =>
        {
            await reply.Head("200 OK", $"Content-Length: {s_file.Length + 10}");
            await reply.Send(s_file);
        });
        (await place.PullAndGetError()).ShouldContain("failed 5 times in a row: the connection to 127.0.0.1 was lost");
    }

    [Theory]
    [InlineData("40000000000000000", "40000000.0 GB")]
    [InlineData("3000", "3 kB")]
    [InlineData("0", "0 bytes")]
    public async Task An_implausible_length_is_rejected(string length, string text)
    {
        using var place = new PullPlace(s_file, (_, reply) => reply.Head("200 OK", $"Content-Length: {length}", "Content-Type: text/html"));
        (await place.PullAndGetError()).ShouldContain(
            $"answered with {text}, but about 300 kB are expected. It is not thing.bin; it may be a network's log-in page.");
        place.Server.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Chunks_without_a_length_are_put_together()
    {
        using var place = new PullPlace(s_file, async (_, reply) =>
        {
            await reply.Head("200 OK", "Transfer-Encoding: chunked");
            foreach (var chunk in s_file.Chunk(70_000))
            {
                await reply.Send(Encoding.ASCII.GetBytes($"{chunk.Length:x}\r\n"));
                await reply.Send(chunk);
                await reply.Send("\r\n"u8.ToArray());
            }
            await reply.Send("0\r\n\r\n"u8.ToArray());
        });
        await place.Pull();
        place.Pulled.ShouldBe(s_file);
    }

    [Fact]
    public async Task A_stream_without_end_is_cut_off()
    {
        using var place = new PullPlace(s_file, async (_, reply) =>
        {
            await reply.Head("200 OK");
            while (true) await reply.Send(s_file);
        });
        (await place.PullAndGetError()).ShouldContain("sent more than 600 kB, so it is not thing.bin.");
        place.PartLength.ShouldBe(0);
    }

    [Fact]
    public async Task A_full_disk_is_reported_before_the_first_byte()
    {
        using var place = new PullPlace(s_file, (_, reply) => reply.Head("200 OK", $"Content-Length: {1L << 60}"));
        var huge = new PulledFile(PullPlace.CreatePullable(place.Server.Url, s_file, 1L << 60), place["huge"]);
        (await place.PullAndGetError(file: huge)).ShouldMatch(
            "has .* free, but thing.bin needs 1152921504.6 GB. Free some space, or set WORKBENCH_CACHE to another folder.");
    }

    [Fact]
    public async Task Without_a_connection_the_error_names_the_file_and_its_place()
    {
        using var place = new PullPlace(s_file, Served.Correctly(s_file));
        place.Server.Dispose();
        var message = await place.PullAndGetError();
        message.ShouldStartWith("Cannot connect to 127.0.0.1 (");
        message.ShouldContain(
            $"Download thing.bin from {place.File.Item.Source} on another machine or from a mirror, then put it at '{place.File.Path}'");
        place.Messages.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_proxy_is_used()
    {
        using var proxy = new ScriptedServer(Served.Correctly(s_file));
        using var place = new PullPlace(s_file, Served.Status("500 Not Asked"));
        await place.Pull(PullPlace.Settings with { Proxy = proxy.Url });
        place.Pulled.ShouldBe(s_file);
        proxy.Requests[0].Path.ShouldBe($"{place.File.Item.Source}");
        place.Server.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task Of_two_concurrent_pulls_one_fetches_and_the_other_waits()
    {
        var waits = new TaskCompletionSource();
        using var place = new PullPlace(s_file, async (request, reply) =>
        {
            await waits.Task;
            await Served.Correctly(s_file)(request, reply);
        });
        using var puller = new Puller(PullPlace.Settings);
        var news = new PullReporter(
            text =>
            {
                if (text.StartsWith("Another process is fetching thing", StringComparison.Ordinal))
                    waits.SetResult();
            },
            _ => { });
        var both = await Task.WhenAll(
            Enumerable
                .Range(0, 2)
                .Select(_ => Task.Run(() => puller.Pull(place.File, null, false, news, TestContext.Current.CancellationToken))));
        both.Order().ShouldBe([false, true]);
        place.Pulled.ShouldBe(s_file);
        place.Server.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_local_file_or_folder_is_copied()
    {
        using var place = new PullPlace(s_file, Served.Status("404 Not Found"));
        File.WriteAllBytes(place["copy.bin"], s_file);
        (await place.Pull(from: place["copy.bin"])).ShouldBeTrue();
        Directory.CreateDirectory(place["stick"]);
        File.WriteAllBytes(place["stick", "thing.bin"], s_file);
        (await place.Pull(from: place["stick"], again: true)).ShouldBeTrue();
        (await place.Pull(from: new Uri(place["copy.bin"]).AbsoluteUri, again: true)).ShouldBeTrue();
        place.Pulled.ShouldBe(s_file);
        place.RemainingFiles.ShouldBe(["thing.bin", "thing.bin.checked"]);
        place.Server.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_wrong_local_file_replaces_nothing()
    {
        using var place = new PullPlace(s_file, Served.Correctly(s_file, stop: 100_000), Served.Status("404 Not Found"));
        await place.PullAndGetError();
        File.WriteAllText(place["wrong.bin"], "wrong");
        (await place.PullAndGetError(from: place["wrong.bin"])).ShouldContain("wrong.bin' is not thing.bin: expected sha-256 ");
        (await place.PullAndGetError(from: place["nowhere.bin"])).ShouldBe($"The file '{place["nowhere.bin"]}' does not exist.");
        (await place.PullAndGetError(from: "ftp://mirror.example/thing.bin")).ShouldContain("is not an http or https URL");
        place.PartLength.ShouldBe(100_000);
    }
}
