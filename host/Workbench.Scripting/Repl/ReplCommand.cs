namespace Workbench.Scripting.Repl;

/// <summary>A command of the REPL, typed as <c>:name arguments</c>.</summary>
/// <param name="Name">The name, without the colon.</param>
/// <param name="Arguments">The arguments as shown by <c>:help</c>; empty for none.</param>
/// <param name="Help">One line for <c>:help</c>.</param>
/// <param name="Run">
/// Runs the command with the trimmed text after the name and a token that Ctrl-C cancels. It returns false if it has failed and printed the
/// reason. An exception is printed, and is also a failure.
/// </param>
public sealed record ReplCommand(string Name, string Arguments, string Help, Func<string, CancellationToken, Task<bool>> Run);
