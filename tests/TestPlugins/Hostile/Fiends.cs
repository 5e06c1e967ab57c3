using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace Workbench.TestPlugins;

internal sealed class ThrowingMessage : Exception
{
    public override string Message => throw new InvalidOperationException("no message either");

    public override string? StackTrace => throw new InvalidOperationException("nor a trace");

    public override string ToString() => throw new InvalidOperationException("nor a text");
}

internal sealed class NullMessage : Exception
{
    public override string Message => null!;

    public override string ToString() => null!;
}

internal sealed class HangingMessage : Exception
{
    public override string Message
    {
        get
        {
            Forever.Wait();
            return "late";
        }
    }
}

/// <summary>A list that reports one entry and runs an action when it is read.</summary>
internal sealed class Lazy<T>(Action read) : IReadOnlyList<T>
{
    public T this[int index] => throw Read();

    public int Count => 1;

    public IEnumerator<T> GetEnumerator() => throw Read();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private InvalidOperationException Read()
    {
        read();
        return new InvalidOperationException("not readable");
    }
}

/// <summary>A dictionary that runs an action when it is read.</summary>
internal sealed class LazyMap<TKey, TValue>(Action read) : IReadOnlyDictionary<TKey, TValue> where TKey : notnull
{
    public TValue this[TKey key] => throw Read();

    public IEnumerable<TKey> Keys => throw Read();

    public IEnumerable<TValue> Values => throw Read();

    public int Count => 1;

    public bool ContainsKey(TKey key) => throw Read();

    public bool TryGetValue(TKey key, [MaybeNullWhen(false)] out TValue value) => throw Read();

    public IEnumerator<KeyValuePair<TKey, TValue>> GetEnumerator() => throw Read();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private InvalidOperationException Read()
    {
        read();
        return new InvalidOperationException("not readable");
    }
}

/// <summary>An endless list.</summary>
internal sealed class Endless<T>(T entry) : IReadOnlyList<T>
{
    public T this[int index] => entry;

    public int Count => int.MaxValue;

    public IEnumerator<T> GetEnumerator()
    {
        while (true) yield return entry;
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}

internal static class Forever
{
    private const int Seconds = 5;   // longer than the limit of the tests; abandoned threads end then

    public static void Wait()
    {
        for (var clock = System.Diagnostics.Stopwatch.StartNew(); clock.Elapsed.TotalSeconds < Seconds;) Thread.Sleep(5);
    }

#pragma warning disable CA2201, MA0012 // the runtime's own exception
    public static Exception Memory => new OutOfMemoryException();
#pragma warning restore CA2201, MA0012

    public static Exception Huge => new InvalidOperationException(new string('x', 20_000_000));
}
