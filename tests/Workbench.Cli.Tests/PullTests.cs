using System.Diagnostics;
using System.Text.Json;

namespace Workbench.Cli.Tests;

/// <summary><c>workbench pull</c> with a separate cache and local servers.</summary>
public sealed class PullTests(SmallSubject subject) : IDisposable
{
    private const string Flags = "pointing_game_ebp_voc07_difficult.txt";

    private readonly Workplace _place = new(subject) { OwnCache = true };

    public void Dispose() => _place.Dispose();

    [Fact]
    public void An_interrupted_transfer_resumes_and_the_file_is_complete()
    {
        using var server = new ScriptedServer(Served.Correctly(FlagsFile.Bytes, stop: 100_000), Served.Correctly(FlagsFile.Bytes));
        var run = _place.Run("pull", "difficult-flags", "--from", $"{server.Url}{Flags}");
        run.Code.ShouldBe(0, run.Error);
        run.Output.ShouldBe(Here + "\n");
        server.RangeStarts.ShouldBe([0, 100_000]);
        File.ReadAllBytes(Here).ShouldBe(FlagsFile.Bytes);
        foreach (
            var text in (string[])
                [
                    "difficult-flags: Licence: CC BY-NC 4.0", "difficult-flags: Cite: Zhang et al.",
                    "100 kB are already here; fetching the rest.", "it has 4952 lines with 2230 flags in 1467 of them, as expected.",
                ])
            run.Error.ShouldContain(text);

        var again = _place.Run("pull", "difficult-flags");
        (again.Code, again.Output).ShouldBe((0, run.Output));
        again.Error.ShouldBe("difficult-flags: already here (233 kB); it has 4952 lines with 2230 flags in 1467 of them, as expected.\n");
        server.Requests.Count.ShouldBe(2);

        _place.Run("pull", "--verify").Output.ShouldBe("difficult-flags: 4952 lines with 2230 flags in 1467 of them, as expected.\n");
        File.AppendAllText(Here, "more");
        var wrong = _place.Run("pull", "--verify");
        wrong.Code.ShouldBe(4);
        wrong.Error.ShouldContain("'workbench pull difficult-flags --force' replaces it.");
        _place.Run("pull", "difficult-flags").Code.ShouldBe(4);
        _place.Run("pull", "difficult-flags", "--force", "--from", $"{server.Url}").Code.ShouldBe(0);
        File.ReadAllBytes(Here).ShouldBe(FlagsFile.Bytes);
    }

    [Fact]
    public void Several_files_are_taken_from_a_folder_and_a_wrong_one_does_not_stop_the_others()
    {
        Directory.CreateDirectory(_place["stick"]);
        File.WriteAllBytes(_place["stick", Flags], FlagsFile.Bytes);
        _place.Write(Path.Combine("stick", "vgg16-397923af.pth"), "not the weights");
        var run = _place.Run("pull", "vgg16-imagenet", "voc07-test", "difficult-flags", "--from", "stick");
        run.Code.ShouldBe(4);
        run.Output.ShouldBe(Here + "\n");
        run.Error.ShouldContain($"vgg16-imagenet: '{_place["stick", "vgg16-397923af.pth"]}' is not vgg16-397923af.pth: expected sha-256 ");
        run.Error.ShouldContain($"voc07-test: The file '{_place["stick", "VOCtest_06-Nov-2007.tar"]}' does not exist.");
    }

    [Fact]
    public void Without_a_connection_the_message_names_the_file_and_its_place()
    {
        var closed = new ScriptedServer(Served.Status("200 OK"));
        closed.Dispose();
        var run = _place.Run("pull", "vgg16-voc07", "voc07-test", "--proxy", $"{closed.Url}");
        run.Code.ShouldBe(4);
        run.Error.ShouldNotContain("   at ");
        run.Error.ShouldContain(
            $"vgg16-voc07: Cannot connect to dl.fbaipublicfiles.com through the proxy 127.0.0.1:{closed.Url.Port} (");
        run.Error.ShouldContain(
            "Download vgg16_voc-b050e8c3.pth.tar from https://dl.fbaipublicfiles.com/torchray/vgg16_voc-b050e8c3.pth.tar "
            + "on another machine or from a mirror, "
            + $"then put it at '{_place["cache", "pulled", "vgg16-voc07", "vgg16_voc-b050e8c3.pth.tar"]}'");
        run.Error.ShouldContain("voc07-test: Cannot connect to host.robots.ox.ac.uk");
    }

    [Fact]
    public void A_missing_file_is_reported()
    {
        using var server = new ScriptedServer(Served.Status("404 Not Found"));
        var run = _place.Run("pull", "voc07-test", "--from", $"{server.Url}voc.tar");
        run.Code.ShouldBe(4);
        run.Error.ShouldContain(
            $"voc07-test: {server.Url}voc.tar answered 404 Not Found: the file does not exist or was removed. "
            + "Download VOCtest_06-Nov-2007.tar from");
    }

    [Theory]
    [InlineData("TERM", 130)]
    [SlowInlineData("KILL", 137)]
    public void A_stopped_pull_keeps_the_received_bytes(string signal, int code)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "signals are POSIX's");
        using var server = new ScriptedServer(
            async (_, reply) =>
            {
                await reply.Head("200 OK", "ETag: \"1\"", $"Content-Length: {FlagsFile.Bytes.Length}");
                await reply.Send(FlagsFile.Bytes.AsMemory(0, 100_000));
                await Task.Delay(Timeout.Infinite, reply.End);
            },
            Served.Correctly(FlagsFile.Bytes));
        using var process = _place.Start(["pull", "difficult-flags", "--from", $"{server.Url}"]);
        SpinWait
            .SpinUntil(() => File.Exists(Here + ".partial") && new FileInfo(Here + ".partial").Length == 100_000, TimeSpan.FromSeconds(30))
            .ShouldBeTrue();
        using (var kill = Process.Start("kill", [$"-{signal}", $"{process.Id}"])) kill.WaitForExit();
        var run = Workplace.Finish(process);
        run.Code.ShouldBe(code, run.Error);
        if (signal == "TERM")
            run.Error.ShouldEndWith(
                "Stopping; repeat to stop at once.\n"
                + "difficult-flags: stopped at 100 kB of 233 kB, which are kept; run the same command again to continue.\n");
        _place.Run("pull", "--list").Output.ShouldMatch(@"difficult-flags +233 kB +100 kB of it ");

        _place.Run("pull", "difficult-flags", "--from", $"{server.Url}").Code.ShouldBe(0);
        server.RangeStarts.ShouldBe([0, 100_000]);
    }

    [Fact]
    public void A_full_disk_keeps_the_received_bytes()
    {
        Assert.SkipUnless(File.Exists("/bin/sh") && OperatingSystem.IsLinux(), "a limit on file sizes is set by a POSIX shell");
        using var server = new ScriptedServer(Served.Correctly(FlagsFile.Bytes));
        var run = _place.Shell(
            $"trap '' XFSZ; ulimit -f 200; DOTNET_EnableWriteXorExecute=0 exec $WORKBENCH pull difficult-flags --from {server.Url}");
        run.Code.ShouldBe(4, run.Error);
        run.Error.ShouldContain($"'{Here}.partial' cannot be written: ");
        run.Error.ShouldContain("The part received so far is kept. Free some space and pull again.");
        _place.Run("pull", "difficult-flags", "--from", $"{server.Url}").Code.ShouldBe(0);
        server.RangeStarts[1].ShouldBeGreaterThan(0);
        File.ReadAllBytes(Here).ShouldBe(FlagsFile.Bytes);
    }

    [Fact]
    public void The_list_shows_all_downloads_and_their_state()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Here)!);
        File.WriteAllBytes(Here, FlagsFile.Bytes);
        var list = _place.Run("pull", "--list");
        list.Code.ShouldBe(0, list.Error);
        list.Output.ShouldMatch(@"(?m)^ *vgg16-imagenet +553 MB +absent +torchvision's VGG-16, trained on ImageNet +vgg16-397923af.pth *$");
        list.Error.ShouldBe($"The files are stored in '{_place["cache", "pulled"]}', each in a folder of its name.\n");
        list.Output.ShouldMatch(@"(?m)^ *difficult-flags +233 kB +unchecked ");
        list.Output.ShouldMatch(
            @"(?m)^ *ResNet *$\n *resnet18 +47 MB +absent +torchvision's ResNet-18, trained on ImageNet +resnet18-f37072fd.pth *$");
        list.Output.ShouldContain("Weights are checked by the digits in their file's name, the first ones of its SHA-256.");
        var rows = JsonDocument
            .Parse(_place.Run("pull", "--list", "--json").Output)
            .RootElement.EnumerateArray()
            .ToDictionary(row => row.GetProperty("name").GetString()!);
        rows["difficult-flags"].GetProperty("state").GetString().ShouldBe("unchecked");
        rows["resnet50-v2"].GetProperty("input").GetString().ShouldBe("imagenet-232-224");
        rows["voc07-test"].GetProperty("expected").GetString().ShouldBe("md5 b6e924de25625d8de591ea690078ad9f");
        _place.Run("doctor").Output.ShouldMatch(@"(?m)^pulled +difficult-flags \(233 kB\)");
    }

    [Fact]
    public void Model_inspect_shows_the_convention_of_pulled_weights()
    {
        var file = _place["cache", "pulled", "resnet50-v2", "resnet50-11ad3fa6.pth"];
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.Copy(_place["small.safetensors"], file);
        var run = _place.Run("model", "inspect", file);
        run.Code.ShouldBe(0, run.Error);
        run.Output.ShouldMatch("(?m)^input +imagenet-232-224: shorter side 232, antialiased, then the central 224×224; ");
    }

    [Theory]
    [InlineData("pull", "Name a download: vgg16-imagenet, ")]
    [InlineData("pull resnet50", "Unknown download 'resnet50'; its weights are resnet50-v1, resnet50-v2.")]
    [InlineData("pull vgg16-voc7", "Unknown download 'vgg16-voc7'; did you mean 'vgg16-voc07'?")]
    [InlineData("pull vgg16-voc07 voc07-test --from file.tar", "--from is one file, and there are several names")]
    [InlineData("pull vgg16-voc07 --json", "--json needs --list.")]
    [InlineData("pull vgg16-voc07 --force --verify", "Use only one of --list, --verify and --force.")]
    [InlineData("pull vgg16-voc07 --proxy proxy:3128", "--proxy is 'proxy:3128', and must be a URL like http://HOST:PORT.")]
    public void A_wrong_command_line_ends_with_2(string line, string message)
    {
        var run = _place.Run(line.Split(' '));
        run.Code.ShouldBe(2, run.Error);
        run.Error.ShouldContain(message);
        run.Error.ShouldContain("See 'workbench pull --help'.");
    }

    [Fact]
    public void A_spec_whose_weights_are_missing_explains_how_to_get_them()
    {
        var run = _place.RunInto("out", "--set", "subject.model.weights=pull:vgg16-voc07");
        run.Code.ShouldBe(2, run.Error);
        run.Error.ShouldContain(
            "subject.model.weights=pull:vgg16-voc07:1:23: 'pull:vgg16-voc07' has not been downloaded: run 'workbench pull vgg16-voc07' "
                + "(537 MB), or put vgg16_voc-b050e8c3.pth.tar at '");
    }

    private string Here => _place["cache", "pulled", "difficult-flags", Flags];
}
