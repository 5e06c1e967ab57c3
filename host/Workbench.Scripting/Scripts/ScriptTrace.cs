using System.Diagnostics;
using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;

namespace Workbench.Scripting.Scripts;

/// <summary>
/// Formats an exception for the author of a script: the script's calls with source names and lines, and the methods they called, but no
/// calls inside the host, .NET or the compiler.
/// </summary>
/// <param name="isScript">Whether an assembly was compiled from a script.</param>
/// <param name="shown">Returns the name of a file in messages, from its full path.</param>
internal sealed partial class ScriptTrace(Func<Assembly, bool> isScript, Func<string, string> shown)
{
    /// <summary><c>file:line: Type: message</c>, then one <c>   at …</c> line per call, then the same for each inner exception.</summary>
    public string Format(Exception thrown)
    {
        var text = new StringBuilder();
        for (Exception? error = thrown; error is not null; error = error.InnerException)
        {
            if (error != thrown) text.AppendLine().Append("caused by ");
            var frames = Frames(error);
            if (frames.FirstOrDefault(frame => frame.Place is not null).Place is { } place) text.Append(place).Append(": ");
            text.Append(error.GetType().Name).Append(": ").Append(error.Message);
            foreach (var (call, where) in frames)
                text.AppendLine().Append("   at ").Append(call).Append(where is null ? "" : " in ").Append(where);
        }
        return text.ToString();
    }

    private List<(string Call, string? Place)> Frames(Exception error)
    {
        var frames = new StackTrace(error, fNeedFileInfo: true).GetFrames().Where(frame => frame.GetMethod() is not null).ToList();
        var outermost = frames.FindLastIndex(frame => IsOfScript(frame.GetMethod()!));
        var calls = frames.Take(outermost + 1).Where(frame => !IsPlumbing(frame.GetMethod()!)).ToList();
        return
        [
            .. calls
                .Where((call, index) => IsOfScript(call.GetMethod()!) || IsOfScript(calls[index + 1].GetMethod()!))
                .Select(call => (Name(call.GetMethod()!), Place(call))),
        ];
    }

    private bool IsOfScript(MethodBase method) => method.DeclaringType is { } type && isScript(type.Assembly);

    private static bool IsPlumbing(MethodBase method) =>
        method.IsDefined(typeof(StackTraceHiddenAttribute), inherit: false)
        || method.DeclaringType is not { } type || type.IsDefined(typeof(StackTraceHiddenAttribute), inherit: false)
        || type.Namespace is "System.Runtime.CompilerServices" or "System.Runtime.ExceptionServices"
        || type.Namespace?.StartsWith("Microsoft.CodeAnalysis", StringComparison.Ordinal) == true
        || method.Name == "<Factory>";

    private string? Place(StackFrame frame) =>
        IsOfScript(frame.GetMethod()!) && frame.GetFileName() is { Length: > 0 } file ? $"{shown(file)}:{frame.GetFileLineNumber()}" : null;

    private string Name(MethodBase method)
    {
        var type = method.DeclaringType!;
        // A state machine has the name in the type: <Mean>d__3.MoveNext, <<Initialize>>d__0.MoveNext. A local function has it in the
        // method: <Outer>g__Mean|0_1.
        var raw = method.Name == "MoveNext" && type.Name.StartsWith('<') ? type.Name : method.Name;
        var name = LocalFunction().Match(raw) is { Success: true } local ? local.Groups["name"].Value
            : raw.Contains("b__", StringComparison.Ordinal) ? "lambda"
            : raw.Contains("<Initialize>", StringComparison.Ordinal) ? "top level"
            : StateMachine().Match(raw) is { Success: true } machine ? machine.Groups["name"].Value
            : raw;
        while (type.Name.StartsWith('<') && type.DeclaringType is { } outer) type = outer;
        return type.Name.StartsWith("Submission#", StringComparison.Ordinal) ? name : $"{type.Name}.{name}";
    }

    [GeneratedRegex(@"g__(?<name>\w+)\|", RegexOptions.ExplicitCapture)]
    private static partial Regex LocalFunction();

    [GeneratedRegex(@"^<(?<name>\w+)>d", RegexOptions.ExplicitCapture)]
    private static partial Regex StateMachine();
}
