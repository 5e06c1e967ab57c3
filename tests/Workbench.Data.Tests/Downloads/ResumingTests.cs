using CsCheck;

namespace Workbench.Data.Tests.Downloads;

/// <summary>Broken connections, and the bytes that are fetched again.</summary>
public sealed class ResumingTests
{
    private static readonly byte[] s_file = PullPlace.Bytes(300_000);

    [Fact]
    public async Task A_dropped_connection_resumes()
    {
        using var place = new PullPlace(s_file, Served.Correctly(s_file, stop: 100_000), Served.Correctly(s_file));
        (await place.Pull()).ShouldBeTrue();
        place.Pulled.ShouldBe(s_file);
        place.Server.RangeStarts.ShouldBe([0, 100_000]);
        place.Server.Requests[1].Headers["If-Range"].ShouldBe("\"1\"");
        place.RemainingFiles.ShouldBe(["thing.bin", "thing.bin.checked"]);
        place.Messages[0].ShouldContain("the connection to 127.0.0.1 was lost", Case.Insensitive);
        place.Messages[^1].ShouldBe("100 kB are already here; fetching the rest.");
    }

    [Fact]
    public void The_bytes_are_exact_wherever_the_connection_drops() =>
        Gen.Int[1, 5000].SelectMany(size => Gen.Int[1, 2000].Array[0, 6].Select(stops => (size, stops))).Sample(sample =>
        {
            var file = PullPlace.Bytes(sample.size, sample.size);
            using var place = new PullPlace(
                file,
                [.. sample.stops.Select(stop => Served.Correctly(file, stop: stop)), Served.Correctly(file)]);
            place.Pull().GetAwaiter().GetResult();
            var got = 0;
            foreach (var (from, stop) in place.Server.RangeStarts.Zip(sample.stops.Append(int.MaxValue)))
            {
                if (from != got) return false;
                got += Math.Min(stop, file.Length - from);
            }
            return got == file.Length && place.Pulled.AsSpan().SequenceEqual(file);
        }, iter: 40, threads: 1);

    [Fact]
    public async Task A_server_without_ranges_starts_again()
    {
        using var place = new PullPlace(
            s_file, Served.WithoutRanges(s_file, 100_000), Served.WithoutRanges(s_file, 200_000), Served.WithoutRanges(s_file));
        await place.Pull();
        place.Pulled.ShouldBe(s_file);
        place.Server.RangeStarts.ShouldBe([0, 100_000, 200_000]);
    }

    [Fact]
    public async Task A_server_without_ranges_that_always_drops_is_given_up()
    {
        using var place = new PullPlace(s_file, Served.WithoutRanges(s_file, 100_000));
        (await place.PullAndGetError()).ShouldStartWith(
            $"{place.File.Item.Source} failed 5 times in a row: the connection to 127.0.0.1 was lost");
        place.Server.Requests.Count.ShouldBe(5);
        place.PartLength.ShouldBe(100_000);
    }

    [Fact]
    public async Task A_changed_file_starts_again()
    {
        var old = PullPlace.Bytes(300_000, seed: 2);
        using var place = new PullPlace(s_file, Served.Correctly(old, "\"old\"", 100_000), Served.Correctly(s_file, "\"new\""));
        await place.Pull();
        place.Pulled.ShouldBe(s_file);
        place.Server.Requests[1].Headers["If-Range"].ShouldBe("\"old\"");
    }

    [Fact]
    public async Task A_server_that_ignores_If_Range_is_detected_by_its_tag()
    {
        var old = PullPlace.Bytes(300_000, seed: 2);
        using var place = new PullPlace(
            s_file,
            Served.Correctly(old, "\"old\"", 100_000),
            async (request, reply) =>
            {
                await reply.Head(
                    "206 Partial Content",
                    "ETag: \"new\"",
                    $"Content-Length: {s_file.Length - request.RangeStart}",
                    $"Content-Range: bytes {request.RangeStart}-{s_file.Length - 1}/{s_file.Length}");
                await reply.Send(s_file.AsMemory(request.RangeStart));
            },
            Served.Correctly(s_file, "\"new\""));
        await place.Pull();
        place.Pulled.ShouldBe(s_file);
        place.Server.RangeStarts.ShouldBe([0, 100_000, 0]);
    }

    [Theory]
    [InlineData("206 Partial Content", "Content-Range: bytes 5-10/300000")]
    [InlineData("206 Partial Content", "Content-Range: bytes 100000-299999/300001")]
    [InlineData("206 Partial Content", "X-None: 0")]
    [InlineData("416 Range Not Satisfiable", "Content-Range: bytes */50")]
    public async Task A_mismatched_answer_starts_again(string status, string header)
    {
        using var place = new PullPlace(
            s_file, Served.Correctly(s_file, stop: 100_000), Served.Status(status, header), Served.Correctly(s_file));
        await place.Pull();
        place.Pulled.ShouldBe(s_file);
        place.Server.RangeStarts.ShouldBe([0, 100_000, 0]);
    }

    [Fact]
    public async Task An_unrequested_part_is_rejected()
    {
        using var place = new PullPlace(s_file, Served.Status("206 Partial Content", "Content-Range: bytes 5-10/300000"));
        (await place.PullAndGetError()).ShouldContain("answered 206 Partial Content");
    }

    [Fact]
    public async Task A_cancelled_pull_resumes()
    {
        using var stop = new CancellationTokenSource();
        using var place = new PullPlace(s_file,
            async (_, reply) =>
            {
                await reply.Head("200 OK", $"Content-Length: {s_file.Length}", "Last-Modified: Tue, 06 Nov 2007 10:00:00 GMT");
                await reply.Send(s_file.AsMemory(0, 100_000));
                await Task.Delay(Timeout.Infinite, reply.End);
            },
            Served.Correctly(s_file, "Tue, 06 Nov 2007 10:00:00 GMT"));
        await Should.ThrowAsync<OperationCanceledException>(() =>
            place.Pull(
                progress: at =>
                {
                    if (at.Done == 100_000)
                        stop.Cancel();
                },
                stop: stop));
        (place.File.Exists, place.PartLength, place.File.Length).ShouldBe((false, 100_000, 100_000));

        await place.Pull();
        place.Pulled.ShouldBe(s_file);
        place.Server.RangeStarts.ShouldBe([0, 100_000]);
        place.Server.Requests[1].Headers["If-Range"].ShouldBe("Tue, 06 Nov 2007 10:00:00 GMT");
    }

    [Fact]
    public async Task A_damaged_part_is_fetched_again()
    {
        using var place = new PullPlace(
            s_file, Served.Correctly(s_file, stop: 100_000), Served.Status("404 Not Found"), Served.Correctly(s_file));
        await place.PullAndGetError();
        using (var part = File.OpenWrite(place.File.PartialPath)) part.Write("damage"u8);
        await place.Pull();
        place.Pulled.ShouldBe(s_file);
        place.Server.RangeStarts.ShouldBe([0, 100_000, 100_000, 0]);
        place.Messages.ShouldContain(text => text.Contains("Part of the file was from an earlier pull"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("{\"Url\":\"http://127.0.0.1/\",\"Total\":3}")]
    public async Task A_part_of_unknown_origin_starts_again(string note)
    {
        using var place = new PullPlace(s_file, Served.Correctly(s_file));
        Directory.CreateDirectory(Path.GetDirectoryName(place.File.Path)!);
        File.WriteAllText(place.File.PartialPath, "something");
        if (note.Length > 0) File.WriteAllText(place.File.PartialPath + ".json", note);
        await place.Pull();
        place.Pulled.ShouldBe(s_file);
        place.Server.RangeStarts.ShouldBe([0]);
    }

    [Fact]
    public async Task A_mirror_resumes_a_broken_download()
    {
        using var place = new PullPlace(s_file, Served.Correctly(s_file, stop: 100_000), Served.Status("404 Not Found"));
        await place.PullAndGetError();
        using var mirror = new ScriptedServer(Served.Correctly(s_file, "\"mirror\""));
        await place.Pull(from: $"{mirror.Url}mirrored/");
        place.Pulled.ShouldBe(s_file);
        mirror.RangeStarts.ShouldBe([100_000]);
        mirror.Requests[0].Path.ShouldBe("/mirrored/thing.bin");
        mirror.Requests[0].Headers.Keys.ShouldNotContain("If-Range");
    }

    [Fact]
    public async Task A_silent_server_is_retried()
    {
        using var place = new PullPlace(s_file,
            async (_, reply) =>
            {
                await reply.Head("200 OK", "ETag: \"1\"", $"Content-Length: {s_file.Length}");
                await reply.Send(s_file.AsMemory(0, 100_000));
                await Task.Delay(Timeout.Infinite, reply.End);
            },
            (_, reply) => Task.Delay(Timeout.Infinite, reply.End),
            Served.Correctly(s_file));
        await place.Pull(PullPlace.Settings with { Stall = TimeSpan.FromMilliseconds(300) });
        place.Pulled.ShouldBe(s_file);
        place.Server.RangeStarts.ShouldBe([0, 100_000, 100_000]);
        place.Messages[0].ShouldBe("127.0.0.1 sent nothing for 0.3 s; retrying.");
    }
}
