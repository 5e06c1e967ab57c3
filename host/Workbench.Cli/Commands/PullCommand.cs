using System.CommandLine;
using System.Diagnostics;
using Spectre.Console;
using Workbench.Data;
using Workbench.Data.Downloads;

namespace Workbench.Cli.Commands;

/// <summary><c>workbench pull NAME…</c>: published weights and data into the cache, where specs call them <c>pull:NAME</c>.</summary>
internal sealed class PullCommand(CommandContext context)
{
    private static readonly string[] s_proxySchemes = ["http", "https", "socks4", "socks4a", "socks5"];

    public Command Create()
    {
        var names = new Argument<string[]>("name")
        {
            Description = "What to fetch; --list says what there is",
            Arity = ArgumentArity.ZeroOrMore,
            HelpName = "NAME",
        };
        var from = new Option<string?>("--from")
        {
            Description =
                "The file, or a mirror's URL, in place of where it is published; or a folder (of a URL, with '/' at its end) that has it by its usual name",
            HelpName = "FILE-OR-URL",
        };
        var force = new Option<bool>("--force")
        {
            Description = "Fetches again what is here; the old file stays until the new one is whole",
        };
        var verify = new Option<bool>("--verify")
        {
            Description = "Computes the checksums of what is here once more, and fetches nothing; of all, where no NAME is given",
        };
        var list = new Option<bool>("--list") { Description = "Says what there is, how large it is, what is here and where" };
        var json = new Option<bool>("--json") { Description = "With --list: for programs" };
        var proxy = new Option<string?>("--proxy")
        {
            Description = "Proxy to fetch through; default: the one of HTTP_PROXY, HTTPS_PROXY, ALL_PROXY and NO_PROXY",
            HelpName = "URL",
        };
        var command = new Command("pull",
            """
            Fetches published weights and data into the cache, goes on where a transfer broke off, and checks what has come. Specs name such a file 'pull:NAME'. It prints the path of each file.

            Examples:
              workbench pull vgg16-voc07 voc07-test difficult-flags
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
                result.AddError($"There is nothing to pull of the name '{name}'{NearestName.Hint(name, Pullables.Names)}");
            if (wanted.Length == 0 && !result.GetValue(list) && !result.GetValue(verify))
                result.AddError($"Say what to pull: {string.Join(", ", Pullables.Names)}.");
            if (wanted.Length > 1 && result.GetValue(from) is { } source && !PullSource.IsFolder(source))
                result.AddError("--from is one file, and there are several names: pull them one by one, or name a folder.");
            if (result.GetValue(json) && !result.GetValue(list)) result.AddError("--json goes with --list.");
            if (new[] { result.GetValue(list), result.GetValue(verify), result.GetValue(force) }.Count(set => set) > 1)
                result.AddError("--list, --verify and --force: one of them.");
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

    // One that cannot be had keeps no other from coming.
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
                throw new OperationCanceledException(
                    $"{file.Item.Name}: stopped{(file is { Exists: false, Length: > 0 and var bytes } ? $" at {ByteCount.Said(bytes)} of {ByteCount.Said(file.Item.Size)}, which are kept: the same command goes on from there" : "")}.",
                    error);
            }
        }
        return code;
    }

    private async Task Pull(Puller puller, PulledFile file, string? from, bool force, CancellationToken cancel)
    {
        var item = file.Item;
        void Tell(string text) => context.Errors.WriteLine($"{item.Name}: {text}");
        var source = from is null ? null : PullSource.Of(from, item);
        if (force || !file.Exists)
        {
            Tell($"{item.What}, {ByteCount.Said(item.Size)}, from {source?.ToString() ?? $"{item.Url}"}");
            Tell($"Licence: {item.Licence}");
            Tell($"Cite: {item.Cite}");
        }
        var clock = Stopwatch.StartNew();
        var fetched = await context
            .Progress.Bytes(item.Name, item.Size, progress => puller.Pull(file, source, force, new PullNews(Tell, progress), cancel))
            .ConfigureAwait(false);
        Tell(
            fetched
                ? $"{ByteCount.Said(file.Length)} in {clock.Elapsed.TotalSeconds:0} s; it has {file.Found}, as it should."
                : $"here already ({ByteCount.Said(file.Length)}); it has {file.Found}, as it should.");
    }

    private int Verify(IReadOnlyList<PulledFile> files, CancellationToken cancel)
    {
        var code = ExitCode.Done;
        foreach (var file in files)
        {
            var fault = file.Exists ? file.Fault(again: true, cancel) : $"'{file.Path}' is not here.";
            if (fault is null)
            {
                context.Output.WriteLine($"{file.Item.Name}: {file.Found}, as it should have.");
                continue;
            }
            context.Errors.MarkupLineInterpolated($"[red]{file.Item.Name}: {fault}[/]");
            code = ExitCode.Unavailable;
        }
        if (files.Count == 0) context.Errors.WriteLine($"Nothing is here: {CacheFolders.Pulled}.");
        return code;
    }
}
