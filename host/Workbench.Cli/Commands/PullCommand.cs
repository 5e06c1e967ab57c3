using System.CommandLine;
using System.Diagnostics;
using Spectre.Console;
using Workbench.Data;
using Workbench.Data.Downloads;

namespace Workbench.Cli.Commands;

/// <summary><c>workbench pull NAME…</c>: downloads published weights and data into the cache. Specs name them <c>pull:NAME</c>.</summary>
internal sealed class PullCommand(CommandContext context)
{
    private const int Examples = 3;

    private static readonly string[] s_proxySchemes = ["http", "https", "socks4", "socks4a", "socks5"];

    public Command Create()
    {
        var names = new Argument<string[]>("name")
        {
            Description = "Names of the downloads; --list shows them",
            Arity = ArgumentArity.ZeroOrMore,
            HelpName = "NAME",
        };
        var from = new Option<string?>("--from")
        {
            Description =
                "File or URL to use instead of the published URL; or a folder, or a URL ending in '/', that has the file by its usual name",
            HelpName = "FILE-OR-URL",
        };
        var force = new Option<bool>("--force")
        {
            Description = "Downloads a file again; the old file stays until the new one is complete",
        };
        var verify = new Option<bool>("--verify")
        {
            Description = "Checks the checksums of the files in the cache again, and downloads nothing; without NAME: of all files",
        };
        var list = new Option<bool>("--list") { Description = "Shows all downloads with their size, state and file" };
        var json = new Option<bool>("--json") { Description = "With --list: prints JSON" };
        var proxy = new Option<string?>("--proxy")
        {
            Description = "Proxy for downloads; default: as in HTTP_PROXY, HTTPS_PROXY, ALL_PROXY and NO_PROXY",
            HelpName = "URL",
        };
        var command = new Command("pull",
            """
            Downloads published weights and data into the cache, resumes interrupted transfers, and checks each file.
            Specs name such a file 'pull:NAME'. Prints the path of each file.
            torchvision's weights have its names of the models; with -v1 or -v2 where it publishes two. A file of weights is checked by the
            first digits of its SHA-256, which end its name, as no whole checksum is published.

            Examples:
              workbench pull vgg16-voc07 voc07-test difficult-flags
              workbench pull resnet50-v2 efficientnet_b0
              workbench pull --list
              workbench pull vgg16-imagenet --from /media/stick/vgg16-397923af.pth
              workbench pull voc07-test --from https://mirror.example/VOCtest_06-Nov-2007.tar
              workbench pull vgg16-imagenet --proxy http://proxy.example:3128
            """)
        {
            names, from, force, verify, list, json, proxy,
        };
        command.Validators.Add(result =>
        {
            var wanted = result.GetValue(names) ?? [];
            foreach (var name in wanted.Where(name => Pullables.Find(name) is null))
                result.AddError($"Unknown download '{name}'{Pullables.Hint(name)}");
            if (wanted.Length == 0 && !result.GetValue(list) && !result.GetValue(verify))
                result.AddError($"Name a download: {string.Join(", ", Pullables.Names.Take(Examples))} …; --list shows all.");
            if (wanted.Length > 1 && result.GetValue(from) is { } source && !PullSource.IsFolder(source))
                result.AddError("--from is one file, and there are several names: pull them one by one, or name a folder.");
            if (result.GetValue(json) && !result.GetValue(list)) result.AddError("--json needs --list.");
            if (new[] { result.GetValue(list), result.GetValue(verify), result.GetValue(force) }.Count(set => set) > 1)
                result.AddError("Use only one of --list, --verify and --force.");
            if (
                result.GetValue(proxy) is { } through
                && !(Uri.TryCreate(through, UriKind.Absolute, out var url) && s_proxySchemes.Contains(url.Scheme)))
                result.AddError($"--proxy is '{through}', and must be a URL like http://HOST:PORT.");
        });
        command.SetAction(async (parsed, cancel) =>
        {
            var files = Pullables.All.Select(item => new PulledFile(item)).ToList();
            if (parsed.GetValue(list)) return PullList.Print(context, files, parsed.GetValue(json));
            var wanted = (parsed.GetValue(names) ?? []).Distinct().Select(name => files.First(file => file.Item.Name == name)).ToList();
            if (parsed.GetValue(verify)) return Verify(wanted.Count > 0 ? wanted : [.. files.Where(file => file.Exists)], cancel);
            using var puller = new Puller(new PullSettings { Proxy = parsed.GetValue(proxy) is { } through ? new Uri(through) : null });
            return await Pull(puller, wanted, parsed.GetValue(from), parsed.GetValue(force), cancel).ConfigureAwait(false);
        });
        return command;
    }

    // A failed download does not stop the others.
    private async Task<int> Pull(Puller puller, IReadOnlyList<PulledFile> files, string? from, bool force, CancellationToken cancel)
    {
        var code = ExitCode.Done;
        foreach (var file in files)
        {
            try
            {
                await Pull(puller, file, from, force, cancel).ConfigureAwait(false);
                context.Output.WriteLine(file.Path);
            }
            catch (PullException error)
            {
                context.Errors.MarkupLineInterpolated($"[red]{file.Item.Name}: {error.Message}[/]");
                code = ExitCode.Unavailable;
            }
            catch (OperationCanceledException error)
            {
                var kept = file is { Exists: false, Length: > 0 and var bytes }
                    ? $" at {ByteCount.Format(bytes)} of {ByteCount.Format(file.Item.Size)}, which are kept; "
                        + "run the same command again to continue"
                    : "";
                throw new OperationCanceledException($"{file.Item.Name}: stopped{kept}.", error);
            }
        }
        return code;
    }

    private async Task Pull(Puller puller, PulledFile file, string? from, bool force, CancellationToken cancel)
    {
        var item = file.Item;
        void Tell(string text) => context.Errors.WriteLine($"{item.Name}: {text}");
        var source = from is null ? null : PullSource.FromText(from, item);
        if (force || !file.Exists)
        {
            Tell($"{item.Description}, {ByteCount.Format(item.Size)}, from {source ?? item.Source}");
            Tell($"Licence: {item.Licence}");
            Tell($"Cite: {item.Cite}");
        }
        var clock = Stopwatch.StartNew();
        var fetched = await context
            .Progress.Bytes(item.Name, item.Size, progress => puller.Pull(file, source, force, new PullReporter(Tell, progress), cancel))
            .ConfigureAwait(false);
        Tell(
            fetched
                ? $"{ByteCount.Format(file.Length)} in {clock.Elapsed.TotalSeconds:0} s; it has {file.Found}, as expected."
                : $"already here ({ByteCount.Format(file.Length)}); it has {file.Found}, as expected.");
    }

    private int Verify(IReadOnlyList<PulledFile> files, CancellationToken cancel)
    {
        var code = ExitCode.Done;
        foreach (var file in files)
        {
            var fault = file.Exists ? file.FindFault(again: true, cancel) : $"'{file.Path}' does not exist.";
            if (fault is null)
            {
                context.Output.WriteLine($"{file.Item.Name}: {file.Found}, as expected.");
                continue;
            }
            context.Errors.MarkupLineInterpolated($"[red]{file.Item.Name}: {fault}[/]");
            code = ExitCode.Unavailable;
        }
        if (files.Count == 0) context.Errors.WriteLine($"No downloads in '{CacheFolders.Pulled}'.");
        return code;
    }
}
