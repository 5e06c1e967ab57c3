using System.Runtime.CompilerServices;
using TorchSharp;
using Workbench.Conformance.Both;
using Workbench.Engine.Loading;
using Workbench.Engine.Native;
using Workbench.Engine.Passes;
using Workbench.Engine.Plugins;

namespace Workbench.Conformance;

/// <summary>
/// Checks that the methods and metrics of a plugin assembly keep the contract, on a small model with random weights. Needs no data and
/// takes seconds.
/// </summary>
public static class PluginConformance
{
    /// <summary>Name of the finding about loading.</summary>
    public const string Loads = "loads";

    /// <summary>Name of the finding about calls that exceed the limit.</summary>
    public const string Time = "time";

    /// <summary>Name of the finding about unloading.</summary>
    public const string Unload = "unload";

    private static readonly IPluginCheck[] s_methodChecks =
    [
        new IdentityCheck(),
        new OptionsCheck(),
        new Methods.PlanCheck(),
        new Methods.RuleCheck(),
        new Methods.UntouchedCheck(),
        new Methods.MapCheck(),
        new Methods.BatchCheck(),
        new Methods.ValuesCheck(),
        new Methods.RepeatCheck(),
        new Methods.InvarianceCheck(),
        new Methods.AloneCheck(),
        new Methods.TensorsCheck(),
    ];

    private static readonly IPluginCheck[] s_metricChecks =
    [
        new IdentityCheck(),
        new OptionsCheck(),
        new Metrics.PlanCheck(),
        new Metrics.RowsCheck(),
        new Metrics.ValuesCheck(),
        new Metrics.FlatMapCheck(),
        new Metrics.AnnotationsCheck(),
        new Metrics.UntouchedCheck(), new Metrics.RepeatCheck(), new Metrics.SummaryCheck(), new Metrics.TensorsCheck(),
    ];

    /// <summary>Checks an assembly.</summary>
    /// <param name="path">
    /// The plugin's folder, <c>NAME</c> with <c>NAME.dll</c> in it, or the assembly. An assembly in a folder of another name is checked
    /// without the other files of the folder.
    /// </param>
    /// <param name="options">Options; null for the full suite.</param>
    /// <returns>One finding per plugin and check, in order. A failed prerequisite skips the plugin's later checks.</returns>
    /// <exception cref="FileNotFoundException">The path has no assembly; the message describes what a plugin is.</exception>
    /// <exception cref="TorchRuntimeException">libtorch cannot be loaded.</exception>
    public static IReadOnlyList<PluginFinding> Check(string path, ConformanceOptions? options = null)
    {
        using var folder = PluginFolder.Find(path);
        TorchRuntime.Load();
        var findings = new List<PluginFinding>();
        var threads = torch.get_num_threads();
        torch.set_num_threads(1);   // on such small tensors, more threads are slower
        WeakReference? context;
        try
        {
            context = Check(folder.Path, options ?? new ConformanceOptions(), findings);
        }
        finally
        {
            torch.set_num_threads(threads);
        }
        // A call that hangs keeps its assembly loaded.
        var hung = findings.Exists(finding => finding is { Check: Time, Passed: false });
        if (context is not null && options?.Quick != true && !hung)
        {
            var kept = IsAlive(context);
            var message = kept
                ? "The assembly stays in memory after it is unloaded: end its threads and timers, "
                    + "and remove its handlers from events of the host and the system."
                : "";
            findings.Add(new(folder.Name, Unload, !kept, message));
        }
        return findings;
    }

    // Not inlined, so that no local variable keeps the assembly loaded.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference? Check(string folder, ConformanceOptions options, List<PluginFinding> findings)
    {
        PluginAssembly assembly;
        try
        {
            assembly = PluginHost.LoadOne(folder);
        }
        catch (BadPluginException error)
        {
            findings.Add(new(Path.GetFileName(folder), Loads, Passed: false, error.Message));
            return null;
        }
        using (assembly)
        using (var models = new TrialModels())
        {
            findings.Add(new(Path.GetFileName(folder), Loads, Passed: true, ""));
            var context = assembly.Context();
            if (options.Quick) findings.AddRange(new QuickPass(models, options.Limit).Run(assembly.Classes));
            else
            {
                var neighbours = new Methods.Neighbours(assembly.Classes, models, options.Limit);
                foreach (
                    var plugin in assembly
                        .Classes.OrderBy(plugin => plugin.Descriptor.Kind)
                        .ThenBy(plugin => plugin.Descriptor.Id, StringComparer.Ordinal))
                    findings.AddRange(
                        CheckPlugin(
                            new PluginUnderTest(
                                plugin,
                                [.. assembly.Classes.Where(other => other != plugin)],
                                models,
                                neighbours,
                                options.Limit),
                            models));
            }
            return context;
        }
    }

    private static IEnumerable<PluginFinding> CheckPlugin(PluginUnderTest plugin, TrialModels models)
    {
        foreach (var check in plugin.Descriptor.Kind == PluginKind.Method ? s_methodChecks : s_metricChecks)
        {
            var (finding, end) = Try(check, plugin);
            if (end == CheckEnd.Hung)
            {
                models.Reset();
                yield return finding;
                yield break;
            }
            yield return finding;
            if (end == CheckEnd.NotDefined) break;
            if (!finding.Passed && check.IsPrerequisite) break;
        }
        yield return new(plugin.Id, Time, Passed: true, "");
    }

    private static (PluginFinding Finding, CheckEnd End) Try(IPluginCheck check, PluginUnderTest plugin)
    {
        try
        {
            // One pause for the whole check; the tensor checks collect garbage first.
            using var pause = check is Methods.TensorsCheck or Metrics.TensorsCheck ? null : CollectorPause.Begin();
            var problems = check.FindProblems(plugin).ToList();
            return (new(plugin.Id, check.Name, problems.Count == 0, string.Join(' ', problems)), CheckEnd.Done);
        }
        catch (PluginHungException)
        {
            var message = $"In the check '{check.Name}' a call did not return within {plugin.Limit.TotalSeconds:0.###} s: "
                + "bound its loops, and wait for nothing. An image of 64×48 takes milliseconds.";
            return (new(plugin.Id, Time, false, message), CheckEnd.Hung);
        }
        catch (UnsupportedModelException)
        {
            // The method says that it is not defined on the trial model, a VGG, so no later check can run it.
            return (new(plugin.Id, check.Name, true, ""), CheckEnd.NotDefined);
        }
        catch (Exception error) when (error is PluginCallException or PlanException or RuleException)
        {
            return (new(plugin.Id, check.Name, false, error.Message), CheckEnd.Done);
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            return (new(plugin.Id, check.Name, false, $"It threw {PluginUnderTest.Describe(error)}."), CheckEnd.Done);
        }
    }

    private enum CheckEnd
    {
        Done,
        Hung,
        NotDefined,
    }

    private static bool IsAlive(WeakReference context)
    {
        for (var i = 0; i < 10 && context.IsAlive; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
        return context.IsAlive;
    }
}
