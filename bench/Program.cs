using System.Globalization;
using System.Runtime.InteropServices;
using Bifrost.Bench;
using Bifrost.Bench.Children;
using Bifrost.Bench.Servers;

switch (args)
{
    case ["upstream", var port]:
        return await UpstreamServer.RunAsync(Number(port));
    case ["yarp", var port, var upstream]:
        return await YarpServer.RunAsync(Number(port), Number(upstream));
    case ["--help"] or ["-h"]:
        Console.WriteLine(BenchOptions.Usage);
        return 0;
}

try
{
    var options = BenchOptions.Parse(args);
    LoadEnvironment.Apply();

    // Both signals end in ProcessExit, which kills the servers; so does a run that hangs for whatever reason.
    using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
    using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
    using var limit = new Timer(_ => Environment.Exit(1), null, TimeSpan.FromMinutes(options.Quick ? 15 : 60), Timeout.InfiniteTimeSpan);
    return await new BenchRun(options).RunAsync();
}
catch (FormatException e)
{
    Console.Error.WriteLine($"{e.Message}\n\n{BenchOptions.Usage}");
    return 64;
}
catch (InvalidOperationException e)
{
    Console.Error.WriteLine(e.Message);
    return 1;
}

static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

static void Stop(PosixSignalContext context)
{
    context.Cancel = true;
    Environment.Exit(130);
}
