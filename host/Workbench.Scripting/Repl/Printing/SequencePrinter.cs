using System.Collections;

namespace Workbench.Scripting.Repl.Printing;

/// <summary>
/// Formats the first 20 items of a sequence, on one line if they fit, else one per line. The number of further items follows if the
/// sequence is a collection.
/// </summary>
internal sealed class SequencePrinter : IReplPrinter
{
    private const int MaxItems = 20, Width = 100;

    public PrintedValue? Show(object? value, ReplPrinters others)
    {
        if (value is not IEnumerable sequence) return null;
        var items = sequence.Cast<object?>().Take(MaxItems + 1).Select(item => Item(item, others)).ToList();
        if (items.Count > MaxItems)
            items[MaxItems] = sequence is ICollection { Count: var count } ? $"… {count - MaxItems} more" : "… and more";
        var line = $"[{string.Join(", ", items)}]";
        return new PrintedValue(line, Text: line.Length <= Width && !line.Contains('\n') ? line : string.Join(Environment.NewLine, items));
    }

    private static string Item(object? item, ReplPrinters others) => item switch
    {
        DictionaryEntry entry => $"{others.Show(entry.Key).ItemText}: {others.Show(entry.Value).ItemText}",
        not null when item.GetType() is { IsGenericType: true } type && type.GetGenericTypeDefinition() == typeof(KeyValuePair<,>) =>
            $"{others.Show(type.GetProperty("Key")!.GetValue(item)).ItemText}: "
            + $"{others.Show(type.GetProperty("Value")!.GetValue(item)).ItemText}",
        _ => others.Show(item).ItemText,
    };
}
