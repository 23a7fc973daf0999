using System.Net;
using Bifrost.Tests.Testing;

namespace Bifrost.Tests.EndToEnd;

/// <summary>What the <c>Dockerfile</c> promises of the running image, step by step, where no engine runs.</summary>
[Collection(ProcessTests.Name)]
public sealed class ImageTests
{
    [Fact]
    [Trait("Category", "Long")]
    public async Task The_image_runs_unprivileged_on_a_read_only_system_tells_its_health_and_drains()
    {
        Assert.SkipUnless(SealedProcess.IsPossible, "Namespaces need root and iproute2.");
        using var folder = new TempFolder();
        var app = await PublishAsync(folder);
        await using var image = await SealedProcess.StartAsync(ImageFile.Read(), app);
        using var visitor = new ConsoleVisitor(image.Address);
        await Polling.UntilAsync(() => IsReadyAsync(visitor), () => image.Errors);

        await AssertSealedAsync(image, app);
        await AssertHealthAsync(image);
        var setup = image.Errors.Split('\n').Single(x => x.Contains("/setup?token=", StringComparison.Ordinal));
        Assert.Equal(HttpStatusCode.OK, (await visitor.GetAsync(new Uri(setup).PathAndQuery)).StatusCode);

        Assert.Equal(0, await image.TerminateAsync());
        Assert.True(File.Exists(Path.Combine(image.DataFolder, "bifrost.db")));
        Assert.Equal("-rw-------", await ModeOfAsync(Path.Combine(image.DataFolder, "master.key")));
    }

    /// <summary>What this build is made of, as the image's first stage copies it, readable by everybody.</summary>
    private static async Task<string> PublishAsync(TempFolder folder)
    {
        var app = folder.Combine("app");
        (await ProcessRun.OfAsync("dotnet", "publish", Path.Combine(TestPaths.Repository, "Bifrost.Web"), "-c", TestPaths.Configuration, "--no-build", "-o", app)).Succeeded("publish");
        (await ProcessRun.OfAsync("chmod", "755", folder.Path)).Succeeded("chmod");
        return app;
    }

    private static async Task AssertSealedAsync(SealedProcess image, string app)
    {
        var status = await image.StatusAsync();
        Assert.Matches(@"Uid:\t1654\t1654\t1654\t1654", status);
        Assert.Matches("CapEff:\t0{16}", status);
        Assert.Matches("NoNewPrivs:\t1", status);
        foreach (var folder in new[] { app, "/etc", "/var" })
        {
            Assert.NotEqual(0, (await image.ShellInsideAsync($"touch {folder}/written")).ExitCode);
        }

        Assert.Equal(0, (await image.ShellInsideAsync($"touch {image.DataFolder}/written")).ExitCode);
    }

    private static async Task AssertHealthAsync(SealedProcess image)
    {
        Assert.Equal(0, (await image.CheckHealthAsync()).ExitCode);
        await image.SignalAsync("STOP");
        var hanging = await image.CheckHealthAsync();
        await image.SignalAsync("CONT");
        Assert.Equal(1, hanging.ExitCode);
        Assert.Contains("no answer within 2 s", hanging.Errors, StringComparison.Ordinal);
    }

    private static async Task<string> ModeOfAsync(string file) => (await ProcessRun.OfAsync("stat", "-c", "%A", file)).Output.Trim();

    private static async Task<bool> IsReadyAsync(ConsoleVisitor visitor)
    {
        try
        {
            return (await visitor.GetAsync("/health/ready")).StatusCode == HttpStatusCode.OK;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
