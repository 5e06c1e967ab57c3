namespace Workbench.Results;

/// <summary>
/// A method's drop from one metric to another exceeds the drops of others. A drop is the value under <paramref name="From"/> minus the
/// value under <paramref name="To"/>.
/// </summary>
/// <param name="Method">The method with the larger drop.</param>
/// <param name="Others">The methods with smaller drops; null for every other method of the table.</param>
/// <param name="Times">The factor: the drop exceeds <c>Times</c> × each other drop.</param>
/// <param name="From">The metric before the drop.</param>
/// <param name="To">The metric after the drop.</param>
public sealed record DropClaim(string Method, IReadOnlyList<string>? Others, double Times, string From, string To) : Claim;
