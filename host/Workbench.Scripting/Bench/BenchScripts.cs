using Workbench.Scripting.Scripts;

namespace Workbench.Scripting;

/// <summary>The environment of scripts: the bench's members by bare names, imported namespaces and referenced assemblies.</summary>
public static class BenchScripts
{
    /// <summary>Imported namespaces and static classes.</summary>
    public static IReadOnlyList<string> Imports { get; } =
    [
        "System", "System.Collections.Generic", "System.IO", "System.Linq", "System.Threading", "System.Threading.Tasks",
        "TorchSharp", "TorchSharp.torch", "Workbench", "Workbench.Scripting",
    ];

    /// <summary>The setup of scripts and of the REPL.</summary>
    public static ScriptSetup Setup { get; } = new(typeof(Bench), Imports,
    [
        typeof(TorchSharp.torch).Assembly,
        typeof(IAttributionMethod).Assembly,
        typeof(Data.Image).Assembly,
        typeof(Results.TableResult).Assembly,
        typeof(Scenes.SceneClasses).Assembly,
        typeof(Engine.Numerics).Assembly,
        typeof(Training.SceneTrainer).Assembly,
        typeof(Specs.ExperimentFile).Assembly,
        typeof(Reporting.TableReport).Assembly, typeof(ScottPlot.Plot).Assembly, typeof(Spectre.Console.AnsiConsole).Assembly,
    ]);
}
