import { Suspense, lazy } from 'react';
import { Route, Router, Switch, useLocation } from 'wouter';
import { Layout } from './components/layout.tsx';
import { NotFound, PageBoundary } from './components/states.tsx';
import { ListPage } from './pages/list.page.tsx';
import { ProductPage } from './pages/product.page.tsx';
import { decoded, useRawLocation, useRawSearch } from './places/raw-location.ts';
import { ShopProvider, useShop } from './shop-context.tsx';

const CartPage = lazy(() => import('./pages/cart.page.tsx'));
const CheckoutPage = lazy(() => import('./pages/checkout.page.tsx'));
const OrderPage = lazy(() => import('./pages/order.page.tsx'));
const FindOrderPage = lazy(() => import('./pages/find-order.page.tsx'));

export function App() {
  return (
    <Router hook={useRawLocation} searchHook={useRawSearch}>
      <Pages />
    </Router>
  );
}

function Pages() {
  const [path] = useLocation();
  return (
    <ShopProvider>
      <Layout>
        <PageBoundary key={path}>
          <Suspense fallback={<Loading />}>
            <Switch>
              <Route path="/" component={ListPage} />
              <Route path="/products/:product">
                {({ product }) => <ProductPage key={product} name={decoded(product)} />}
              </Route>
              <Route path="/cart" component={CartPage} />
              <Route path="/checkout" component={CheckoutPage} />
              <Route path="/orders/:order">{({ order }) => <OrderPage key={order} number={order} />}</Route>
              <Route path="/find-order">
                <FindOrderPage />
              </Route>
              <Route>
                <NotFound />
              </Route>
            </Switch>
          </Suspense>
        </PageBoundary>
      </Layout>
    </ShopProvider>
  );
}

function Loading() {
  const { t } = useShop();
  return (
    <p role="status" className="py-16 text-center text-quiet">
      {t.state.loading}
    </p>
  );
}
