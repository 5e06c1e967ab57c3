using Workbench.Scripting.Scripts;

namespace Workbench.Scripting.Tests;

/// <summary>The globals of the scripts in these tests.</summary>
public sealed class Desk
{
    public double[] Numbers { get; } = [1, 2, 3];

    public List<string> Lines { get; } = [];

    public CancellationToken Cancel { get; set; }

    /// <summary>Called after each call of <see cref="Say"/>.</summary>
    public Action? OnSay { get; set; }

    public void Say(object? value)
    {
        Lines.Add($"{value}");
        OnSay?.Invoke();
    }

    /// <summary>Throws in a nested call.</summary>
    public async Task Fail(int value)
    {
        await Task.Yield();
        await Deeper(value);

        static async Task Deeper(int value)
        {
            await Task.Yield();
            throw new InvalidOperationException($"{value} is wrong");
        }
    }

    public static ScriptSetup Setup { get; } = new(
        typeof(Desk),
        ["System", "System.Linq", "System.IO", "System.Collections.Generic", "System.Threading.Tasks"],
        [typeof(TorchSharp.torch).Assembly]);
}
