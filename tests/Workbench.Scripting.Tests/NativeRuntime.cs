using System.Runtime.CompilerServices;
using Workbench.Engine.Native;

namespace Workbench.Scripting.Tests;

internal static class NativeRuntime
{
    // Tests create tensors before a model is loaded.
    [ModuleInitializer]
    internal static void Load() => TorchRuntime.Load();
}
