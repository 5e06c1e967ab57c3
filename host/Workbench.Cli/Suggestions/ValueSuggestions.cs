using System.CommandLine;
using System.CommandLine.Completions;
using Workbench.Data.Downloads;
using Workbench.Specs;

namespace Workbench.Cli.Suggestions;

/// <summary>
/// The suggestions for the values of options and arguments, by their names and placeholders. Values from a fixed list are known to the
/// library already. A number, a name of something new and other free text have no suggestion.
/// </summary>
internal static class ValueSuggestions
{
    private const string Last = "last";
    private static readonly string[] s_yaml = [".yaml", ".yml"];
    private static readonly string[] s_weights = [".safetensors", ".pth", ".tar", ".pt", ".onnx"];
    private static readonly string[] s_inputs = [".jpg", ".jpeg", ".png", ".webp", ".bmp", ".gif", ".tif", ".tiff", ".ppm", ".npy"];

    // An option's value, by the option's name.
    private static readonly Dictionary<string, Func<string, IEnumerable<string>>> s_options = new()
    {
        ["--subject"] = typed => ShippedSubjects.Names(Environment.CurrentDirectory).Concat(PathSuggestions.Files(typed, s_yaml)),
        ["--method"] = MethodSuggestions.Methods,
        ["--model"] = typed => PathSuggestions.Files(typed, [.. s_yaml, .. s_weights]),
        ["--card"] = typed => PathSuggestions.Files(typed, s_yaml),
        ["--body"] = typed => PathSuggestions.Files(typed, s_weights),
        ["--device"] = _ => ["cpu", "cuda"],
        ["--target"] = _ => ["top1", "bottom1"],
    };

    // An argument, by its command and its placeholder.
    private static readonly Dictionary<string, Func<string, IEnumerable<string>>> s_arguments = new()
    {
        ["pull NAME"] = _ => Pullables.Names,
        ["list WORD"] = _ => MethodSuggestions.Ids,
        ["check PATH"] = typed => PluginProjects().Concat(PathSuggestions.Files(typed, ".csproj", ".dll")),
        ["script FILE"] = typed => PathSuggestions.Files(typed, ".csx"),
        ["inspect FILE"] = typed => PathSuggestions.Files(typed, [.. s_yaml, .. s_weights]),
        ["convert FILE"] = typed => PathSuggestions.Files(typed, [.. s_yaml, .. s_weights]),
        ["diff OTHER"] = Runs,
        ["cancel RUN"] = RunFolders,
        ["task RUN"] = RunFolders,
        ["merge RUN"] = RunFolders,
    };

    // Options and arguments that are not listed above, by their placeholder.
    private static readonly Dictionary<string, Func<string, IEnumerable<string>>> s_placeholders = new()
    {
        ["SUBJECT"] = typed => ShippedSubjects.Names(Environment.CurrentDirectory).Concat(PathSuggestions.Files(typed, s_yaml)),
        ["SPEC"] = typed => ShippedSpecs.Names().Concat(PathSuggestions.Files(typed, s_yaml)),
        ["RUN"] = Runs,
        ["INPUT"] = typed => PathSuggestions.Files(typed, s_inputs),
        ["DIR"] = PathSuggestions.Folders,
        ["FILE"] = typed => PathSuggestions.Files(typed),
        ["FILE|DIR"] = typed => PathSuggestions.Files(typed),
        ["FILE-OR-URL"] = typed => PathSuggestions.Files(typed),
        ["OUT"] = typed => PathSuggestions.Files(typed),
    };

    /// <summary>Adds the suggestions to every option and argument of a command and of its subcommands.</summary>
    public static void AddTo(Command command)
    {
        foreach (var option in command.Options.Where(option => option.Arity.MinimumNumberOfValues > 0))
            if (Source(s_options, option.Name, option.HelpName) is { } source) option.CompletionSources.Add(Completions(source));
        foreach (var argument in command.Arguments)
        {
            var placeholder = argument.HelpName ?? argument.Name;
            if (Source(s_arguments, $"{command.Name} {placeholder}", placeholder) is { } source)
                argument.CompletionSources.Add(Completions(source));
        }
        foreach (var subcommand in command.Subcommands) AddTo(subcommand);
    }

    private static Func<string, IEnumerable<string>>? Source(
        Dictionary<string, Func<string, IEnumerable<string>>> sources,
        string name,
        string? placeholder) =>
        sources.GetValueOrDefault(name) ?? (placeholder is null ? null : s_placeholders.GetValueOrDefault(placeholder));

    private static Func<CompletionContext, IEnumerable<CompletionItem>> Completions(Func<string, IEnumerable<string>> source) =>
        context => source(context.WordToComplete).Select(text => new CompletionItem(text));

    private static IEnumerable<string> Runs(string typed) => RunFolders(typed).Prepend(Last);

    // The folders of runs in the default folder, without a slash at the end, and any other folder.
    private static IEnumerable<string> RunFolders(string typed) =>
        PathSuggestions.Folders("runs/").Select(folder => folder.TrimEnd('/')).Concat(PathSuggestions.Folders(typed));

    private static IEnumerable<string> PluginProjects() =>
        PathSuggestions.Folders("plugins/").Where(folder => Directory.EnumerateFiles(folder, "*.csproj").Any())
            .Select(folder => folder.TrimEnd('/'));
}
