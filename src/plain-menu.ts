/** `bljh configure` in a terminal without any other flags: its menus, without the 100 ms that loading the command framework takes. */
import { executeMenu, type MenuCall } from './cli/board-menu.js';
import { presentMenu } from './cli/menu-call.js';
import { Session } from './cli/session.js';

export async function configurePlainly(call: MenuCall, packageFolder: string): Promise<void> {
  const session = new Session('configure');
  session.listen();
  try {
    session.finish(await executeMenu(call, packageFolder), { present: presentMenu });
  } catch (error) {
    session.finishWithError(error as Error);
  }
}
