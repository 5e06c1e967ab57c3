using Spectre.Console;
using Workbench.TestPlugins;

namespace Workbench.Scripting.Tests;

/// <summary>The embedded subject with eight scenes, which are drawn in a second, and benches on it.</summary>
public sealed class FewScenes : IDisposable
{
    public const int Count = 8;

    private readonly TemporaryFolder _folder = new();

    public FewScenes() => File.WriteAllText(
        _folder["few.yaml"],
        $"model: {{weights: {Path.Combine(Repository.Root, "experiments", "subjects", "scenes", "vgg16-scenes.safetensors")}}}\n"
        + $"input: scenes\ndata: {{format: scenes, seed: 1, split: test, count: {Count}}}\n");

    /// <summary>Path of the subject file.</summary>
    public string Subject => _folder["few.yaml"];

    /// <summary>A path in the temporary folder of this fixture.</summary>
    public string this[string name] => _folder[name];

    /// <summary>Output of the benches.</summary>
    public StringWriter Output { get; } = new() { NewLine = "\n" };

    /// <summary>Notes of the benches.</summary>
    public List<string> Notes { get; } = [];

    public Bench Open(params string[] args) => OpenOn([PluginFolders.Product], args);

    public Bench OpenOn(IReadOnlyList<string> plugins, params string[] args) => new(new BenchSettings
    {
        Subject = Subject, Device = "cpu", Plugins = plugins, Args = args, Say = Notes.Add,
        Output = AnsiConsole.Create(
            new AnsiConsoleSettings
            {
                Out = new AnsiConsoleOutput(Output),
                Ansi = AnsiSupport.No,
                ColorSystem = ColorSystemSupport.NoColors,
            }),
    });

    public void Dispose() => _folder.Dispose();
}
