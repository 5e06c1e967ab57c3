namespace Workbench.Scripting.Repl;

/// <summary>A command of the REPL, typed as <c>:name arguments</c>.</summary>
/// <param name="Name">Without the colon.</param>
/// <param name="Arguments">What follows it, as <c>:help</c> shows it; empty for none.</param>
/// <param name="Help">One line.</param>
/// <param name="Run">Is given what follows the name, trimmed, and the token that Ctrl-C cancels. False says that it failed and told so; an exception is shown, and is a failure too.</param>
public sealed record ReplCommand(string Name, string Arguments, string Help, Func<string, CancellationToken, Task<bool>> Run);
