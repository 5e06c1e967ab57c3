using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;

namespace Workbench.Engine.Model.Files.Pickle;

/// <summary>
/// Python's pickle machine, protocols 0 to 5, without Python: it builds values and runs no code. Names of code are values too, and only
/// those of <see cref="TorchNames"/> are accepted. Every step reads at least one byte of a bounded number, copied values count as steps,
/// and nothing is traversed, so that deep nesting and shared values cost nothing.
/// </summary>
internal sealed class Unpickler(PickleBytes bytes)
{
    private const int MostSteps = 4_000_000;

    private readonly Dictionary<string, PickledStorage> _storages = new(StringComparer.Ordinal);
    private readonly List<object?> _stack = [];
    private readonly Stack<int> _marks = new();
    private Dictionary<long, object?> _memo = [];
    private int _steps;

    /// <summary>The storages referenced so far, by key.</summary>
    public IReadOnlyDictionary<string, PickledStorage> Storages => _storages;

    /// <summary>Reads the next pickle.</summary>
    /// <exception cref="UnreadableFileException">The pickle is damaged, or uses names that tensors do not need.</exception>
    public object? Next()
    {
        _stack.Clear();
        _marks.Clear();
        _memo = [];
        while (true)
        {
            Spend(1);
            var code = (char)bytes.Next();
            if (code == '.') return Pop();
            Step(code);
        }
    }

    private void Spend(int steps) =>
        _steps =
            _steps <= MostSteps - steps ? _steps + steps : throw new UnreadableFileException($"its pickle has more than {MostSteps} steps");

    private void Step(char code)
    {
        switch (code)
        {
            case '\x80': if (bytes.Next() > 5) throw new UnreadableFileException("its pickle is of a protocol above 5"); break;
            case '\x95': bytes.Int64(); break;   // a frame's length, a hint for buffering

            case '(': _marks.Push(_stack.Count); break;
            case '0': Pop(); break;
            case '1': PopToMark(); break;
            case '2': Push(Top()); break;

            case 'N': Push(null); break;
            case '\x88': Push(true); break;
            case '\x89': Push(false); break;
            case 'K': Push((long)bytes.Next()); break;
            case 'M': Push((long)BinaryPrimitives.ReadUInt16LittleEndian(bytes.Next(2))); break;
            case 'J': Push((long)bytes.Int32()); break;
            case '\x8a': Push(bytes.Integer(bytes.Next())); break;
            case '\x8b': Push(bytes.Integer(bytes.Int32())); break;
            case 'G': Push(BinaryPrimitives.ReadDoubleBigEndian(bytes.Next(8))); break;
            case 'I': Push(bytes.Line() switch { "01" => true, "00" => false, var line => ParseInteger(line) }); break;
            case 'L': Push(ParseInteger(bytes.Line().TrimEnd('L'))); break;
            case 'F':
                Push(
                    double.TryParse(bytes.Line(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
                        ? number
                        : throw Fault("a line that is not a number"));
                break;

            case '\x8c' or 'U': Push(bytes.Text(bytes.Next())); break;
            case 'X' or 'T': Push(bytes.Text(bytes.UInt32())); break;
            case '\x8d': Push(bytes.Text(bytes.Int64())); break;
            case 'V': Push(bytes.Line()); break;
            case 'S': Push(bytes.Line().Trim('\'', '"')); break;
            case 'C': Push(bytes.Next((long)bytes.Next())); break;
            case 'B': Push(bytes.Next(bytes.UInt32())); break;
            case '\x8e' or '\x96': Push(bytes.Next(bytes.Int64())); break;

            case ')': Push(new PickledTuple([])); break;
            case '\x85': Push(Last(1)); break;
            case '\x86': Push(Last(2)); break;
            case '\x87': Push(Last(3)); break;
            case 't': Push(new PickledTuple(PopToMark())); break;
            case ']' or '\x8f': Push(new PickledList()); break;
            case 'l' or '\x91': { var items = PopToMark(); Push(new PickledList()); Append(items); break; }
            case 'a': Append([Pop()]); break;
            case 'e' or '\x90': Append(PopToMark()); break;
            case '}': Push(new PickledDictionary()); break;
            case 'd': { var items = PopToMark(); Push(new PickledDictionary()); Set(items); break; }
            case 's': { var value = Pop(); Set([Pop(), value]); break; }
            case 'u': Set(PopToMark()); break;

            case 'p': Memoize(Index(bytes.Line())); break;
            case 'q': Memoize(bytes.Next()); break;
            case 'r': Memoize(bytes.UInt32()); break;
            case '\x94': Memoize(_memo.Count); break;
            case 'g': Push(MemoValue(Index(bytes.Line()))); break;
            case 'h': Push(MemoValue(bytes.Next())); break;
            case 'j': Push(MemoValue(bytes.UInt32())); break;

            case 'c': { var module = bytes.Line(); Push(TorchNames.FromText(module, bytes.Line())); break; }
            case '\x93': { var name = Pop(); Push(TorchNames.FromText(Text(Pop()), Text(name))); break; }
            case 'R' or '\x81': { var arguments = Pop(); Push(TorchNames.Call(Pop(), arguments, Spend)); break; }
            case 'i':
            {
                var module = bytes.Line();
                var name = TorchNames.FromText(module, bytes.Line());
                Push(TorchNames.Call(name, new PickledTuple(PopToMark()), Spend));
                break;
            }
            case 'o':
            {
                var items = PopToMark();
                Push(TorchNames.Call(items.FirstOrDefault(), new PickledTuple([.. items.Skip(1)]), Spend));
                break;
            }
            case 'b': Build(Pop()); break;
            case 'Q': Push(Storage(Pop())); break;

            default: throw Fault(code is > ' ' and < '\x7f' ? $"the unknown opcode '{code}'" : $"the unknown opcode 0x{(int)code:x2}");
        }
    }

    // The state of a parameter or dictionary is not needed. The state of a blank tensor is its content.
    private void Build(object? state)
    {
        switch (Top())
        {
            case PickledEmptyTensor { Tensor: null } blank
                when state is PickledTuple { Items: [PickledView view, var offset, var shape, var strides] }:
                blank.Tensor = PickledTensor.FromRebuildArguments(view, offset, shape, strides);
                break;
            case PickledTensor or PickledEmptyTensor or PickledDictionary: break;
            default: throw Fault("a state for a value that has none");
        }
    }

    // ('storage', type, key, device, count), and in the legacy format a view: (key, offset, count) or None.
    private PickledView Storage(object? id)
    {
        if (
            id is not PickledTuple { Items: ["storage", var name, string key, _, long count, ..] items }
            || TorchNames.StorageType(name) is not { } type)
            throw Fault("a reference to something that is not a storage");
        if (key.Length > PickledDictionary.LongestName) throw Fault($"a storage whose name has {key.Length} characters");
        if (count < 0 || count > long.MaxValue / 16)
            throw Fault($"a storage '{UnreadableFileException.Printable(key)}' of {count} elements");
        if (!_storages.TryGetValue(key, out var storage)) _storages[key] = storage = new PickledStorage(key, type, count);
        if (storage.Type != type || storage.Count != count)
            throw Fault($"two different storages '{UnreadableFileException.Printable(key)}'");
        return items.Count < 6 || items[5] is null ? new PickledView(storage, 0, count)
            : items[5] is PickledTuple { Items: [_, long from, long length] } && from >= 0 && length >= 0 && from <= count - length
                ? new PickledView(storage, from, length)
            : throw Fault($"a view that exceeds storage '{UnreadableFileException.Printable(key)}'");
    }

    private void Push(object? value) => _stack.Add(value);

    private int Floor => _marks.TryPeek(out var mark) ? mark : 0;

    private object? Top() => _stack.Count > Floor ? _stack[^1] : throw Fault("an opcode that lacks a value");

    private object? Pop()
    {
        var value = Top();
        _stack.RemoveAt(_stack.Count - 1);
        return value;
    }

    private PickledTuple Last(int count)
    {
        var items = new object?[count];
        for (var i = count - 1; i >= 0; i--) items[i] = Pop();
        return new PickledTuple(items);
    }

    // Everything above the last mark.
    private object?[] PopToMark()
    {
        if (!_marks.TryPop(out var mark)) throw Fault("an opcode that lacks a mark");
        var items = _stack[mark..].ToArray();
        _stack.RemoveRange(mark, items.Length);
        return items;
    }

    private void Append(object?[] items) =>
        (Top() as PickledList ?? throw Fault("items for a value that is not a list")).Items.AddRange(items);

    private void Set(object?[] items)
    {
        if (Top() is not PickledDictionary dictionary || items.Length % 2 != 0)
            throw Fault("entries for a value that is not a dictionary");
        for (var i = 0; i < items.Length; i += 2) dictionary.Entries.Add((items[i], items[i + 1]));
    }

    private void Memoize(long index) => _memo[index] = Top();

    private object? MemoValue(long index) =>
        _memo.TryGetValue(index, out var value) ? value : throw Fault($"a reference to the memo entry {index}, which does not exist");

    private static long Index(string line) =>
        long.TryParse(line, NumberStyles.None, CultureInfo.InvariantCulture, out var index)
            ? index
            : throw Fault("a memo index that is not a number");

    private static object ParseInteger(string line) =>
        line.Length > PickleBytes.LongestNumber ? new PickledHugeNumber(line.Length)
        : BigInteger.TryParse(line, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? PickleBytes.Number(number)
        : throw Fault("a line that is not a number");

    private static string Text(object? value) => value as string ?? throw Fault("a name that is not a string");

    private static UnreadableFileException Fault(string what) => new($"its pickle has {what}");
}
